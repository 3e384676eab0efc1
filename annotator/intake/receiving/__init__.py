"""Files are received and read: everything in them proposed, stored or refused."""
