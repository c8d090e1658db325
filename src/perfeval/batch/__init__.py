"""Many projects at once: pure functions over plans and rows; no printing, no files."""
