WITH parts AS (
  SELECT project_id, level, amount_yuan FROM grants WHERE counted
  UNION ALL
  SELECT project_id, level, amount_yuan FROM lines WHERE counted
),
units AS (
  SELECT project_id, STRING_AGG(DISTINCT bodies.name, '、' ORDER BY bodies.name) AS units
  FROM project_bodies JOIN bodies USING (body_id)
  GROUP BY project_id
)
SELECT parts.level, projects.name AS project, units.units, projects.fiscal_year, SUM(parts.amount_yuan) AS amount_yuan,
       documents.iri AS document_iri, projects.iri
FROM parts JOIN projects USING (project_id) JOIN documents USING (document_id) LEFT JOIN units USING (project_id)
WHERE documents.counted
GROUP BY parts.level, projects.name, units.units, projects.fiscal_year, documents.iri, projects.iri
ORDER BY projects.fiscal_year, amount_yuan DESC, project, parts.level, projects.iri
