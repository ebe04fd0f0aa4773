"""The read model and the content of the pages, without HTTP: the explorer and the static site show the same."""
