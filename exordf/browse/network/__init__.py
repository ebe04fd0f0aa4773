"""The network: the request for a part of the graph, the part itself, and the part as a list."""
