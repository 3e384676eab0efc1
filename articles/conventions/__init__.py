"""What every route of the API keeps to: versions, repeats, rates, problems. Views know nothing of it."""
