"""Benchmarks: a corpus of any size in the shape of the packaged data, and exordf timed beside its peers on it."""
