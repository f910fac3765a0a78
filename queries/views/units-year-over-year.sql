-- A project of several units counts for each of them, so the column must not be added up.
WITH held AS (
  SELECT bodies.name AS unit, projects.fiscal_year, SUM(amount_yuan) AS amount_yuan, bodies.iri
  FROM projects JOIN documents USING (document_id) JOIN project_bodies USING (project_id) JOIN bodies USING (body_id)
  WHERE projects.kind = 'BudgetProject' AND counted AND amount_yuan IS NOT NULL AND projects.fiscal_year IS NOT NULL
  GROUP BY bodies.name, projects.fiscal_year, bodies.iri
)
SELECT unit, former.fiscal_year AS previous_year, former.amount_yuan AS previous_yuan, held.fiscal_year, held.amount_yuan,
       held.amount_yuan - former.amount_yuan AS difference_yuan,
       CASE WHEN former.amount_yuan > 0
            THEN CAST(FLOOR((held.amount_yuan - former.amount_yuan) * 1000 / former.amount_yuan + 0.5) / 10 AS DECIMAL(18, 1))
       END AS percent, iri
FROM held JOIN held AS former USING (unit, iri)
WHERE former.fiscal_year = held.fiscal_year - 1
ORDER BY difference_yuan DESC, unit, held.fiscal_year
