"""What may be said: versioned guidelines, fields and rules."""
