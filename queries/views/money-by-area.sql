WITH RECURSIVE within AS (
  SELECT area_id AS place_id, area_id FROM areas
  UNION
  SELECT place_id, areas.parent_id FROM within JOIN areas USING (area_id) WHERE areas.parent_id IS NOT NULL
),
money AS (
  SELECT documents.area_id AS place_id, projects.fiscal_year, SUM(amount_yuan) AS yuan, COUNT(*) AS held
  FROM projects JOIN documents USING (document_id)
  WHERE projects.kind = 'BudgetProject' AND counted AND amount_yuan IS NOT NULL
  GROUP BY documents.area_id, projects.fiscal_year
)
SELECT areas.name AS area, areas.level, money.fiscal_year, SUM(yuan) AS amount_yuan, SUM(held) AS projects,
       SUM(CASE WHEN place_id = area_id THEN yuan ELSE 0 END) AS own_amount_yuan,
       SUM(CASE WHEN place_id = area_id THEN held ELSE 0 END) AS own_projects, areas.iri
FROM money JOIN within USING (place_id) JOIN areas USING (area_id)
GROUP BY areas.name, areas.level, money.fiscal_year, areas.iri
UNION ALL
SELECT NULL, NULL, fiscal_year, yuan, held, yuan, held, NULL FROM money WHERE place_id IS NULL
ORDER BY area, fiscal_year
