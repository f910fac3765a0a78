-- A project counts by its grant, or by the parts that together are exactly it: counted says which.
WITH parts AS (
  SELECT project_id, level, amount_yuan FROM grants WHERE counted
  UNION ALL
  SELECT project_id, level, amount_yuan FROM lines WHERE counted
)
SELECT projects.fiscal_year, parts.level, SUM(parts.amount_yuan) AS amount_yuan, COUNT(DISTINCT project_id) AS projects
FROM parts JOIN projects USING (project_id) JOIN documents USING (document_id)
WHERE documents.counted
GROUP BY projects.fiscal_year, parts.level
ORDER BY projects.fiscal_year, parts.level
