SELECT bodies.name AS unit, projects.fiscal_year, SUM(amount_yuan) AS amount_yuan, COUNT(*) AS projects, bodies.iri
FROM projects JOIN documents USING (document_id) JOIN project_bodies USING (project_id) JOIN bodies USING (body_id)
WHERE projects.kind = 'BudgetProject' AND counted AND amount_yuan IS NOT NULL
GROUP BY bodies.name, projects.fiscal_year, bodies.iri
ORDER BY amount_yuan DESC, unit, projects.fiscal_year
