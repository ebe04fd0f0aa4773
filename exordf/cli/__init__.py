"""The command line: verbs, options, and output in a terminal."""
