"""What those who run a project do through the API: hand articles out, take them back, lock, withdraw, tag."""
