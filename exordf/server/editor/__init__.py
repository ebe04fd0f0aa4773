"""Querying for people: the text of a query, its forms, its answer as table, bars or network, and why it is empty."""
