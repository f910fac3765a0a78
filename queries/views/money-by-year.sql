SELECT projects.fiscal_year, SUM(amount_yuan) AS amount_yuan, COUNT(*) AS projects, COUNT(DISTINCT document_id) AS documents
FROM projects JOIN documents USING (document_id)
WHERE projects.kind = 'BudgetProject' AND counted AND amount_yuan IS NOT NULL
GROUP BY projects.fiscal_year
ORDER BY projects.fiscal_year
