"""From files to typed data, with every finding placed in the file it stands in. The only reading of files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar, get_args

from perfeval import builtin
from perfeval.diagnostic import Diagnostic, Location, shown_path
from perfeval.facts import Bound, bind
from perfeval.kinds import misplaced
from perfeval.model import Model, read
from perfeval.plan import Plan, plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.references import date_doubts
from perfeval.source import Source, parse, read_bytes
from perfeval.spec import Spec

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Loaded(Record, Generic[T]):
    """What files gave: `value` is None where they cannot be used, and `diagnostics` say why.

    inputs: the files that were read, in order, each with its name and SHA-256.
    """

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
    inputs: tuple[dict[str, str], ...] = ()


def read_source(path: Path, name: str = "") -> Loaded[Source]:
    """The YAML file at `path`, which messages call `name` where it is not to be called by its path."""
    name = name or shown_path(path)
    try:
        raw = read_bytes(path)
    except OSError as error:
        return Loaded(None, (unreadable(name, error),))
    except ValueError:  # a NUL in the path
        return Loaded(None, (_placeless(name, "unreadable-file", f"不能读“{name}”：不是可用的文件名", "核对路径"),))
    return parsed(raw, name)


def parsed(raw: bytes, name: str) -> Loaded[Source]:
    """The YAML text `raw`, which messages call `name`."""
    source, diagnostics = parse(raw, name)
    # The name without its folders: results do not depend on where the files lie.
    read_file = {"file": name.rpartition("/")[2], "sha256": hashlib.sha256(raw).hexdigest()}
    return Loaded(source, diagnostics, (read_file,))


def unreadable(name: str, error: OSError) -> Diagnostic:
    """Why the file called `name` cannot be read."""
    if isinstance(error, FileNotFoundError):
        return _placeless(name, "file-not-found", f"没有文件“{name}”", builtin.like(name) or "核对路径和文件名")
    if isinstance(error, IsADirectoryError):
        return _placeless(name, "not-a-file", f"“{name}”是文件夹，这里要一个文件", "写出文件夹里的文件名")
    known = {PermissionError: "没有读取的权限", NotADirectoryError: "路径里有一段是文件，不是文件夹"}
    message = f"不能读“{name}”：{known.get(type(error), error.strerror)}"
    return _placeless(name, "unreadable-file", message, "核对文件和权限")


def _placeless(name: str, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, hint, location=Location(name, 1, 1))


def typed(loaded: Loaded[Source], model: type[M]) -> Loaded[M]:
    """What a source states, as the model of its kind."""
    source = loaded.value
    if source is None:
        return Loaded(None, loaded.diagnostics, loaded.inputs)
    (stated,) = get_args(model.model_fields["perfeval"].annotation)
    wrong = misplaced(source, stated.partition("/")[0])
    if wrong:
        return Loaded(None, (*loaded.diagnostics, source.place(wrong)), loaded.inputs)
    found = read(model, source.data)
    if isinstance(found, tuple):
        return Loaded(None, (*loaded.diagnostics, *_placed(source, found)), loaded.inputs)
    return Loaded(found, loaded.diagnostics, loaded.inputs)


def further(source: Source, model: type[M], look: Callable[[M], object]) -> tuple[Diagnostic, ...]:
    """What the next step finds in a file whose faulty fields are set aside."""
    from perfeval.salvage import salvage, unaffected

    faults = read(model, source.data)
    saved = salvage(model, source.data, faults) if isinstance(faults, tuple) else None
    seen = look(saved[0]) if saved else None
    if not saved or not isinstance(seen, tuple):
        return ()
    return _placed(source, unaffected(seen, saved[1]))


def _placed(source: Source, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(source.place(diagnostic) for diagnostic in found)


def load_spec(path: Path | str) -> Loaded[Plan]:
    """The indicator system at `path`, ready for scoring."""
    return planned(read_source(Path(path)), Path(path))


def planned(loaded: Loaded[Source], at: Path = Path()) -> Loaded[Plan]:
    """The indicator system that a source states; `at` is its file, from which the path of its base starts."""
    loaded = whole(loaded, at)
    spec = typed(loaded, Spec)
    if loaded.value is None or any(found.fatal for found in loaded.diagnostics):
        return Loaded(None, spec.diagnostics, spec.inputs)
    if spec.value is None:
        return Loaded(None, (*spec.diagnostics, *further(loaded.value, Spec, plan)), spec.inputs)
    made = plan(spec.value)
    if isinstance(made, tuple):
        return Loaded(None, (*spec.diagnostics, *_placed(loaded.value, made)), spec.inputs)
    return Loaded(made, spec.diagnostics, spec.inputs)


def whole(loaded: Loaded[Source], at: Path) -> Loaded[Source]:
    """A spec with all that it takes over from the one it extends; any other file as it is."""
    source = loaded.value
    if not source or not isinstance(source.data, dict) or "extends" not in source.data or misplaced(source, "spec"):
        return loaded
    from perfeval.inherit import inherited

    return inherited(loaded, at, spec_named, spec_source)


def spec_source(path: Path) -> Loaded[Source]:
    """The file of a spec that was asked for by name or is extended; a built-in one goes by its name."""
    loaded = read_source(path, builtin.shown(path) or "")
    wrong = misplaced(loaded.value, "spec") if loaded.value else None
    placed = _placed(loaded.value, [wrong]) if loaded.value and wrong else ()
    return Loaded(None, (*loaded.diagnostics, *placed), loaded.inputs) if placed else loaded


def load_project(path: Path | str, *, provisional: bool = False) -> Loaded[Bound]:
    """The project at `path`, bound to the spec that it names; provisional: whether facts may be missing."""
    return bound(read_source(Path(path)), Path(path).parent, provisional=provisional)


def bound(loaded: Loaded[Source], folder: Path, *, provisional: bool = False) -> Loaded[Bound]:
    """The project that a source states; `folder` is where its paths start."""
    project = typed(loaded, Project)
    source = loaded.value
    if source is None or project.value is None:
        more = _further_facts(source, folder, provisional) if source else ()
        return Loaded(None, (*project.diagnostics, *more), project.inputs)
    spec = spec_of(project.value.spec, source, folder)
    diagnostics = (*project.diagnostics, *spec.diagnostics, *_placed(source, date_doubts(project.value)))
    inputs = (*project.inputs, *spec.inputs)
    if spec.value is None:
        return Loaded(None, diagnostics, inputs)
    facts = bind(spec.value, project.value, provisional=provisional)
    if not isinstance(facts, tuple) and facts.missing and (refused := _refused_step(facts)):
        facts = (refused,)
    if isinstance(facts, tuple):
        found = _advised(facts, spec.value, project.value, folder)
        return Loaded(None, (*diagnostics, *_placed(source, found)), inputs)
    return Loaded(facts, diagnostics, inputs)


def _advised(found: tuple[Diagnostic, ...], used: Plan, project: Project, folder: Path) -> Iterable[Diagnostic]:
    """The findings; where the spec is not in force, with the one beside it that is."""
    path = spec_named(project.spec, folder, "spec")
    if "spec-not-in-force" not in {one.code for one in found} or isinstance(path, Diagnostic):
        return found
    from perfeval.in_force import advised

    return advised(found, path, used.spec.id, project, folder, lambda file: whole(read_source(file), file))


def _refused_step(bound: Bound) -> Diagnostic | None:
    from perfeval.provisional import refused_step

    return refused_step(bound)


def _further_facts(source: Source, folder: Path, provisional: bool) -> tuple[Diagnostic, ...]:
    """The facts of a project with faults elsewhere, held against its spec where that can be found."""

    def look(project: Project) -> object:
        spec = spec_of(project.spec, source, folder).value
        return bind(spec, project, provisional=provisional) if spec else None

    return further(source, Project, look)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long
        return False


def spec_of(text: str, source: Source, folder: Path) -> Loaded[Plan]:
    """The spec that a file names under ``spec``; its paths start at `folder`."""
    path = spec_file(text, folder)
    return Loaded(None, (source.place(path),)) if isinstance(path, Diagnostic) else planned(spec_source(path), path)


def spec_file(text: str, folder: Path) -> Path | Diagnostic:
    """The file of the spec that is named under ``spec``: a built-in one by its name, or one by its path."""
    return (builtin.file_of(text) if builtin.is_name(text) else None) or spec_named(text, folder, "spec")


def spec_named(text: str, folder: Path, field: str) -> Path | Diagnostic:
    """The spec file that a field names, relative to a folder; no network and no home folder."""
    if "://" in text or text.startswith("~") or "\0" in text or Path(text).is_absolute() or text[1:2] == ":":
        message, hint = f"指标体系“{text}”要用相对于本文件的路径", "写成 ../specs/名称.yaml 的样子"
        return Diagnostic("path-not-relative", message, hint, (field,))
    path = Path(os.path.normpath(folder / text))
    if Path(os.path.realpath(path)).suffix not in (".yaml", ".yml"):
        hint = "文件的路径要写到 .yaml；内置的名称用 perfeval init --list 列出"
        return Diagnostic("not-a-spec-file", f"指标体系“{text}”不是 .yaml 文件，也没有这个内置的", hint, (field,))
    if not _is_file(path):
        from perfeval.in_force import not_there

        return not_there(text, path, folder, field)
    return path
