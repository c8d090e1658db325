"""Tests of a spec: cases with the results that they must have, which branches they took, and cases to begin with."""
