"""A dataset: its files, the order in which they are loaded, the rules that run over them, and lookup by name."""
