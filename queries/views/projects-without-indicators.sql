WITH units AS (
  SELECT project_id, STRING_AGG(DISTINCT bodies.name, '、' ORDER BY bodies.name) AS units
  FROM project_bodies JOIN bodies USING (body_id)
  GROUP BY project_id
)
SELECT projects.name AS project, units.units, amount_yuan, projects.fiscal_year, documents.file_name AS document,
       documents.iri AS document_iri, projects.iri
FROM projects JOIN documents USING (document_id) LEFT JOIN units USING (project_id)
WHERE projects.kind = 'BudgetProject' AND counted
  AND NOT EXISTS (FROM indicators WHERE indicators.project_id = projects.project_id)
ORDER BY projects.fiscal_year, document, project
