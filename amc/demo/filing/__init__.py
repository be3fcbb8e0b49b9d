"""What happens in a case, from anvisning to avslut: one module for each part of the file."""
