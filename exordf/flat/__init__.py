"""The flat view: what the store holds as tables of plain values and as a graph, from which every export is written."""
