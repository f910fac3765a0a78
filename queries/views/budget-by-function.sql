WITH RECURSIVE above AS (
  SELECT budget_class_id AS function_class_id, budget_class_id FROM budget_classes
  UNION
  SELECT function_class_id, budget_classes.parent_id
  FROM above JOIN budget_classes USING (budget_class_id) WHERE budget_classes.parent_id IS NOT NULL
)
SELECT bodies.name AS unit, observations.fiscal_year, documents.title, budget_classes.code AS class_code,
       budget_classes.name AS class_name, SUM(amount_yuan) AS amount_yuan, budget_classes.iri
FROM observations JOIN documents USING (document_id) JOIN bodies ON bodies.body_id = observations.department_id
JOIN above USING (function_class_id) JOIN budget_classes USING (budget_class_id)
WHERE counted AND table_kind = 'expenditure' AND leaf AND measure <> 'previous' AND LENGTH(budget_classes.code) = 3
GROUP BY bodies.name, observations.fiscal_year, documents.title, budget_classes.code, budget_classes.name, measure,
         budget_classes.iri
ORDER BY unit, observations.fiscal_year, documents.title, class_code
