"""The same spec and projects, scored by other engines: see bench/README.md."""
