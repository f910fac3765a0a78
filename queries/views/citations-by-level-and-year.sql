SELECT policies.level, policies.number_year AS cited_year, documents.fiscal_year, COUNT(*) AS citations
FROM citations JOIN policies USING (policy_id) JOIN documents USING (document_id)
WHERE counted
GROUP BY policies.level, policies.number_year, documents.fiscal_year
ORDER BY policies.level, cited_year, documents.fiscal_year
