WITH units AS (
  SELECT project_id, STRING_AGG(DISTINCT bodies.name, '、' ORDER BY bodies.name) AS units
  FROM project_bodies JOIN bodies USING (body_id)
  GROUP BY project_id
)
SELECT documents.file_name AS document, ordinal, projects.name AS project, units.units, amount_yuan, projects.fiscal_year,
       projects.kind AS project_kind, documents.iri AS document_iri, projects.iri
FROM projects JOIN documents USING (document_id) LEFT JOIN units USING (project_id)
WHERE counted
ORDER BY document, ordinal
