"""What goes out, in every format: pure writers of the lines of the canonical export. `registry` has the table."""
