"""The query page: the text of a query, forms, answers as tables, bars and networks, and why an answer is empty."""
