"""The public forms, and the pages of those who work with employers."""
