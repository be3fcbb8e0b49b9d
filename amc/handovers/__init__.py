"""Handing over cases: the form with what is due, the step and its undoing, and the letter."""
