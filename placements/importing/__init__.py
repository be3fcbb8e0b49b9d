"""Files of employments: what their columns mean (`columns`), what each row says (`rows`), whom and what it names
(`people`, `register`), and what becomes of it (`preview`)."""
