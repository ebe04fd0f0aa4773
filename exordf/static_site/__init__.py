"""The static site: the pages of the explorer and the guides as files that need no server."""
