"""The SPARQL endpoint: read-only; each query runs in a process that can be stopped; answers are complete or errors."""
