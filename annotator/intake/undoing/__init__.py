"""Taking an import back, as long as that is a mistake to mend and not a decision about other people's work."""
