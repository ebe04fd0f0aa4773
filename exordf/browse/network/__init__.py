"""The network: what is asked of it, the part of the graph that this is, as a list, and the whole in bundles."""
