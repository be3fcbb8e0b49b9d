"""What holds for openings, matching and proposals. Pure."""
