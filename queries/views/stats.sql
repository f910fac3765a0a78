SELECT * FROM (
  SELECT 'documents' AS fact, COUNT(*)::DECIMAL(28, 4) AS value FROM documents
  UNION ALL SELECT 'projects', COUNT(*) FROM projects JOIN documents USING (document_id) WHERE counted
  UNION ALL SELECT 'budget_projects', COUNT(*) FROM projects JOIN documents USING (document_id) WHERE counted AND projects.kind = 'BudgetProject'
  UNION ALL SELECT 'works', COUNT(*) FROM projects JOIN documents USING (document_id) WHERE counted AND projects.kind = 'Work'
  UNION ALL SELECT 'citations', COUNT(*) FROM citations JOIN documents USING (document_id) WHERE counted
  UNION ALL SELECT 'policies', COUNT(*) FROM policies
  UNION ALL SELECT 'amounts', COUNT(*) FROM amounts JOIN documents USING (document_id) WHERE counted
  UNION ALL SELECT 'tasks', COUNT(*) FROM tasks JOIN documents USING (document_id) WHERE counted
  UNION ALL SELECT 'indicators', COUNT(*) FROM indicators JOIN documents USING (document_id) WHERE counted
  UNION ALL SELECT 'units', COUNT(*) FROM (SELECT body_id FROM project_bodies UNION SELECT body_id FROM task_bodies)
  UNION ALL SELECT 'amount_yuan', COALESCE(SUM(amount_yuan), 0) FROM projects JOIN documents USING (document_id) WHERE counted AND projects.kind = 'BudgetProject'
  UNION ALL SELECT 'title_only_policies', COUNT(*) FROM policies WHERE identified_by = 'title'
)
