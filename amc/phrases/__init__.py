"""Texts that are written again and again: one's own, and those of the unit."""
