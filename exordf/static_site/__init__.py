"""The static site: every term, claim, query and guide as a page that needs no server."""
