"""Group activities: one activity in many plans, and who came to each session."""
