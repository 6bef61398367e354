"""Everything observed and found in one run, in a form for each reader."""
