WITH RECURSIVE within AS (
  SELECT area_id AS place_id, area_id FROM areas
  UNION
  SELECT place_id, areas.parent_id FROM within JOIN areas USING (area_id) WHERE areas.parent_id IS NOT NULL
),
held AS (
  SELECT documents.area_id AS place_id, COUNT(DISTINCT document_id) AS files,
         COUNT(project_id) FILTER (WHERE counted) AS projects
  FROM documents LEFT JOIN projects USING (document_id)
  WHERE documents.area_id IS NOT NULL
  GROUP BY documents.area_id
)
SELECT areas.name AS area, areas.level, SUM(files) AS documents, SUM(projects) AS projects,
       SUM(CASE WHEN place_id = area_id THEN files ELSE 0 END) AS own_documents,
       SUM(CASE WHEN place_id = area_id THEN projects ELSE 0 END) AS own_projects, areas.iri
FROM held JOIN within USING (place_id) JOIN areas USING (area_id)
GROUP BY areas.name, areas.level, areas.iri
ORDER BY projects DESC, area
