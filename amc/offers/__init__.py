"""What workplaces and employees offer without an account, and what becomes of it."""
