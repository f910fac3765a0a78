-- Who is handed money hands it on: only rows of one payer add up.
SELECT payers.name AS payer, COALESCE(areas.name, payees.name) AS payee, allotments.fiscal_year,
       SUM(amount_yuan) AS amount_yuan, COUNT(DISTINCT document_id) AS notices,
       payers.iri AS payer_iri, COALESCE(areas.iri, payees.iri) AS payee_iri
FROM allotments JOIN documents USING (document_id)
LEFT JOIN bodies AS payers ON payers.body_id = payer_id
LEFT JOIN areas ON areas.area_id = payee_area_id LEFT JOIN bodies AS payees ON payees.body_id = payee_body_id
WHERE counted AND part_of_id IS NULL
GROUP BY payers.name, areas.name, payees.name, allotments.fiscal_year, payers.iri, areas.iri, payees.iri
ORDER BY amount_yuan DESC, payer, payee, allotments.fiscal_year
