"""What is done with articles once they are there: told apart, tagged, withdrawn, described better."""
