"""What people write: plausible Swedish sentences for invented cases. No person or company in them is real."""
