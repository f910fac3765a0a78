SELECT bodies.name AS unit, CASE role WHEN 'leadUnit' THEN 'lead' ELSE 'participating' END AS role, tasks.text AS task,
       documents.file_name AS document, documents.iri AS document_iri, tasks.iri
FROM task_bodies JOIN tasks USING (task_id) JOIN bodies USING (body_id)
JOIN documents ON documents.document_id = tasks.document_id
ORDER BY unit, role, document, task
