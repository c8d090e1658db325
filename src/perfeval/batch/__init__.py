"""Many projects at once: pure functions over plans and Polars frames. Needs the extra ``perfeval[batch]``."""
