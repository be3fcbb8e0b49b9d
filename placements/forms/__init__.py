"""Forms of workplaces, placements and supervision: they parse and explain; the rules are elsewhere."""
