"""Aktivitetskrav för försörjningsstöd: what is asked of somebody each week, and what they did (domain.md section 4)."""
