"""Pictures of a graph in columns, from sources on the left to diseases on the right: which part, where, how it looks."""
