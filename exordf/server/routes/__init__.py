"""The pages of the explorer: each module of this folder lists the addresses that it answers in `routes`."""
