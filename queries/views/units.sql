SELECT bodies.name AS unit, COUNT(project_id) FILTER (WHERE counted) AS projects, bodies.iri
FROM bodies LEFT JOIN project_bodies USING (body_id) LEFT JOIN documents USING (document_id)
GROUP BY bodies.name, bodies.iri
ORDER BY projects DESC, unit
