"""Who and what is talked about: actors, and the topics of claims."""
