"""Pictures of the claims: selection of a part of the graph, layout in columns, SVG and PNG."""
