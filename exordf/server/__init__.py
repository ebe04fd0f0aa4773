"""The explorer: what a dataset says as pages, pictures and a SPARQL endpoint, served to a browser."""
