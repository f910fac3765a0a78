-- All of ten years or more, as the query lists them unless it is told another age.
WITH units AS (
  SELECT project_id, STRING_AGG(DISTINCT bodies.name, '、' ORDER BY bodies.name) AS units
  FROM project_bodies JOIN bodies USING (body_id)
  GROUP BY project_id
),
dated AS (
  SELECT *, COALESCE(number_year, CAST(SUBSTR(dated_printed, 1, 4) AS BIGINT)) AS cited_year FROM policies
)
SELECT projects.fiscal_year - cited_year AS age, dated.number, dated.title, cited_year, projects.name AS project, units.units,
       projects.fiscal_year, documents.file_name AS document, documents.iri AS document_iri, dated.iri AS policy_iri, projects.iri
FROM project_policies JOIN projects USING (project_id) JOIN dated USING (policy_id)
JOIN documents ON documents.document_id = projects.document_id LEFT JOIN units USING (project_id)
WHERE project_policies.relation = 'basedOn' AND projects.kind = 'BudgetProject' AND counted
  AND projects.fiscal_year - cited_year >= 10
ORDER BY age DESC, dated.number, dated.title, projects.fiscal_year, document, project
