"""The claims as tables, as a graph and as statements, from which exports, pictures and pages are made."""
