SELECT indicators.name AS indicator, comparator, value, unit, printed, COALESCE(projects.name, documents.title) AS about,
       documents.file_name AS document, documents.iri AS document_iri, indicators.iri
FROM indicators JOIN documents USING (document_id) LEFT JOIN projects USING (project_id)
ORDER BY document, indicator, value
