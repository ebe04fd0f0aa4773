"""What every page reads: the explorer of a dataset, its facts, names in both languages, addresses."""
