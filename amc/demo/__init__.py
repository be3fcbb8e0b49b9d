"""Invented data: the demo municipality, data of any size, and what the pages cost on it."""
