"""Pictures of a graph in columns, sources on the left, diseases on the right: which part, where, how it looks."""
