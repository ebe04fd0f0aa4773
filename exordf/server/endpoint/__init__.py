"""The SPARQL endpoint: read-only, each query in a process that can be stopped, an answer whole or an error."""
