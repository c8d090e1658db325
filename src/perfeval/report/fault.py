"""What a department's template did wrong, on its way to becoming a diagnostic."""

from __future__ import annotations


class TemplateFault(Exception):
    """Stops a report. `line` is 0 where the place is known only from where the template stood.

    The one exception of this package that is not a bug: it is raised inside jinja2, which knows no
    other way out, and `render.report` turns it into a `Diagnostic`.
    """

    def __init__(self, code: str, message: str, hint: str = "", *, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.file, self.line = code, message, hint, file, line
