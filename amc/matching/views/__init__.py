"""The pages of openings and matching."""
