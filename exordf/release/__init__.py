"""A release: its files, and what describes them to catalogues, archives, tools for tables, and people."""
