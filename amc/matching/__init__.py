"""Openings both ways: a participant seeks a place, a place seeks a participant, and who is proposed where."""
