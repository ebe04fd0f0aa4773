"""Search by any name: the index, its entries, folding of spelling, suggestions."""
