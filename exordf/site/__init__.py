"""The site: every term, claim, query and guide as a page, made from the dataset, to be read without a server."""
