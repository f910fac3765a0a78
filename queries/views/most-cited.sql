SELECT number, title, citing_projects AS projects, citations, iri
FROM policies
WHERE citing_projects IS NOT NULL AND citations IS NOT NULL
ORDER BY projects DESC, citations DESC, number, title
