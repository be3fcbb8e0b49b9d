"""Files of referrals: reading them (`files`), what their columns mean (`columns`), what each row says (`rows`)."""
