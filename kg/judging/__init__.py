"""What people say of the graph: that two names mean one regulation or two, and that a fact is wrong; with what it would change."""
