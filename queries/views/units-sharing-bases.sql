-- Every pair of units, in both directions: WHERE unit = … leaves those of one.
WITH based AS (
  SELECT body_id, policy_id, project_id, counted
  FROM project_policies JOIN projects USING (project_id) JOIN project_bodies USING (project_id)
  JOIN documents ON documents.document_id = projects.document_id
  WHERE project_policies.relation = 'basedOn' AND projects.kind = 'BudgetProject'
)
SELECT bodies.name AS unit, others.name AS other_unit, COUNT(DISTINCT theirs.policy_id) AS policies,
       COUNT(DISTINCT theirs.project_id) AS projects, others.iri AS other_iri, bodies.iri
FROM based AS ours JOIN based AS theirs ON theirs.policy_id = ours.policy_id AND theirs.body_id <> ours.body_id AND theirs.counted
JOIN bodies ON bodies.body_id = ours.body_id JOIN bodies AS others ON others.body_id = theirs.body_id
GROUP BY bodies.name, others.name, others.iri, bodies.iri
ORDER BY policies DESC, projects DESC, unit, other_unit
