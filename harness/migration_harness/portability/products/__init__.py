"""One file for each product: what it knows."""
