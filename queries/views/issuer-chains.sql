SELECT bodies.name AS issuer, policies.level, policy_relations.relation, above_bodies.name AS above_issuer,
       above.level AS above_level, COUNT(DISTINCT policies.policy_id) AS policies, above_bodies.iri AS above_iri, bodies.iri
FROM policy_relations JOIN policies USING (policy_id)
JOIN policies AS above ON above.policy_id = policy_relations.other_policy_id
JOIN policy_issuers ON policy_issuers.policy_id = policies.policy_id JOIN bodies ON bodies.body_id = policy_issuers.body_id
JOIN policy_issuers AS above_issuers ON above_issuers.policy_id = above.policy_id
JOIN bodies AS above_bodies ON above_bodies.body_id = above_issuers.body_id
WHERE policy_relations.relation IN ('forwards', 'issues', 'implements', 'based_on')
GROUP BY bodies.name, policies.level, policy_relations.relation, above_bodies.name, above.level, above_bodies.iri, bodies.iri
ORDER BY policies DESC, above_issuer, issuer, policy_relations.relation
