"""Questions about specs and projects that can be scored: what was probably not meant, or will be hard to defend.

`specs` and `projects` list the checks, so that only those are loaded that are asked.
"""
