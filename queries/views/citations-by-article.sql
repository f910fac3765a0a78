SELECT policies.number, policies.title, article, COUNT(*) AS citations, COUNT(DISTINCT document_id) AS documents, policies.iri
FROM (SELECT policy_id, document_id, UNNEST(STRING_SPLIT(articles, '、')) AS article FROM citations)
JOIN policies USING (policy_id) JOIN documents USING (document_id)
WHERE counted
GROUP BY policies.number, policies.title, article, policies.iri
ORDER BY citations DESC, policies.number, policies.title, article
