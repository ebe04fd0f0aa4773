"""The text of SPARQL queries: named queries, tokens, patterns, and what an endpoint refuses to run."""
