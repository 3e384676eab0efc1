"""What comes in: files and pastes are received, read, looked at and turned into articles."""
