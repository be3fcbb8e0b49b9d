"""Signing in and out, the second step, one's own sessions, and the way to one's start page."""
