"""The indicator systems that come with the program, by name."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("specs")


def names() -> list[str]:
    """What the built-in specs are called: their paths in the folder, without the suffix; tests are none."""
    files = (path for path in FOLDER.rglob("*.yaml") if not path.name.endswith(".test.yaml"))
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in files)


def file_of(name: str) -> Path | None:
    """The file of a built-in spec; None where there is none of this name."""
    return FOLDER / f"{name}.yaml" if name in names() else None


def like(name: str) -> str:
    """Advice that names the built-in spec which `name` may be; empty where it is like none.

    >>> like("ministry/project2020"), like("project-2020"), like("projects.csv")
    ('是否想写：ministry/project-2020', '是否想写：ministry/project-2020', '')
    """
    from perfeval.diagnostic import nearest

    if not is_name(name) or "." in name:
        return ""
    whole = next((one for one in names() if one.endswith(f"/{name}")), "")
    return f"是否想写：{whole}" if whole else nearest(name, names())


def shown(path: Path) -> str | None:
    """What messages call a built-in file; None for any other file."""
    return f"内置/{path.relative_to(FOLDER).as_posix()}" if path.is_relative_to(FOLDER) else None


def is_name(text: str) -> bool:
    """Whether a text is meant as the name of a built-in spec, and not as a path.

    >>> is_name("ministry/project-2020"), is_name("../specs/base.yaml")
    (True, False)
    """
    return not text.endswith((".yaml", ".yml"))
