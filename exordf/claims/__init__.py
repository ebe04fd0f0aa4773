"""The claims as tables, as a graph and as statements: the source of exports, pictures and pages."""
