"""The content of each kind of page as plain values."""
