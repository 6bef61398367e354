"""One file for each database product, and its catalog reader with it."""
