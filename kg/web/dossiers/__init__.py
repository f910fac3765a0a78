"""Pages about one thing: a policy, a project, a unit, an area, a document and its text."""
