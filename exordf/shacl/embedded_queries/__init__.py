"""The SPARQL that shapes bring along: read, bound to focus nodes, and written for each engine."""
