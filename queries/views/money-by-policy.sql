SELECT policies.number, policies.title, SUM(amount_yuan) AS amount_yuan, COUNT(*) AS projects, policies.iri
FROM project_policies JOIN policies USING (policy_id) JOIN projects USING (project_id)
JOIN documents ON documents.document_id = projects.document_id
WHERE project_policies.relation = 'basedOn' AND projects.kind = 'BudgetProject' AND counted AND amount_yuan IS NOT NULL
GROUP BY policies.number, policies.title, policies.iri
ORDER BY amount_yuan DESC, policies.number, policies.title
