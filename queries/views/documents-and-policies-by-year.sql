SELECT year, SUM(document)::BIGINT AS documents, SUM(policy)::BIGINT AS policies
FROM (
  SELECT fiscal_year AS year, 1 AS document, 0 AS policy FROM documents
  UNION ALL
  SELECT COALESCE(number_year, CAST(SUBSTR(dated_printed, 1, 4) AS BIGINT)), 0, 1 FROM policies
)
GROUP BY year
ORDER BY year NULLS LAST
