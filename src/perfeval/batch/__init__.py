"""Many projects at once: tables in which one row means one project."""
