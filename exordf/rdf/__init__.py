"""RDF in memory and in files: terms, prefixes, readers and writers, and the rows of an answer."""
