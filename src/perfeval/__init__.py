"""perfeval."""
