"""Linking: what is asked of a release of an external ontology, and of a user's own table."""
