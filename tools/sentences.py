"""The sentences that a person at the command line may read, found in the sources by following what is said.

A sentence is a piece of text with Chinese in it that reaches one of `SAID`: a finding, talk, help. What is said may be
a variable, a constant, a parameter (then what callers give for it), what a function of the package gives back, and what
fills the holes of another sentence.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "perfeval"

CODED = {"Diagnostic": (1, 2), "Finding": (3, 4), "refuse": (1, 2), "TemplateFault": (1, 2), "Broken": (1, 2)}
"""What makes a finding, its code first, and where its sentences stand among what it is given."""

SAID = {
    **CODED,
    "Related": (0,),
    "Doubt": (0, 1),
    "say": (0,),
    "spoken": (0,),
    **dict.fromkeys(("option", "argument", "Option", "Argument", "Typer", "command", "replace"), ()),
}
"""All that is called with sentences."""

NAMED = ("message", "hint", "help", "epilog", "metavar")
"""What sentences are called where they are given by name."""

WORDING = ("account", "_extending", "printable")
"""What gives back no talk: the wording of rules, which is in the language of the spec, and what goes into files."""

CHINESE = re.compile("[\u4e00-\u9fff]")


class Module:
    """A file of the package: its functions, its constants, and what it takes from others."""

    def __init__(self, path: Path, package: Path) -> None:
        self.file = path.relative_to(package)
        self.dotted = _dotted(package.name / self.file)
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        self.names: dict[str, list[ast.expr]] = defaultdict(list)
        self.imports: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name].append(node)
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        self.classes = [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]
        for body in (self.tree.body, *(made.body for made in self.classes)):
            _bind(body, self.names)


def _dotted(path: Path) -> str:
    names = path.with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def _bind(body: list[ast.stmt], names: dict[str, list[ast.expr]]) -> None:
    """What each name is given in some statements, those of functions within left out."""
    for statement in body:
        for node in _own(statement):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    _give(target, node.value, names)
            elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
                _give(node.target, node.value, names)
            elif isinstance(node, ast.For | ast.comprehension):
                _give(node.target, node.iter, names)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _own(child)


def _rows(rows: list[ast.expr], width: int) -> list[list[ast.expr]]:
    """The entries of tuples that are all so wide; none where one is not."""
    found = [row.elts for row in rows if isinstance(row, ast.Tuple) and len(row.elts) == width]
    return found if len(found) == len(rows) else []


def _give(target: ast.expr, value: ast.expr, names: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        names[target.id].append(value)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
        for each, given in zip(target.elts, _columns(value, len(target.elts)), strict=False):
            _give(each, given, names)
    elif isinstance(target, ast.Tuple):
        rows = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        for index, each in enumerate(target.elts):
            if isinstance(value, ast.Tuple) and len(rows) == len(target.elts):
                _give(each, rows[index], names)
            elif columns := _rows(rows, len(target.elts)):
                for row in columns:
                    _give(each, row[index], names)
            else:
                _give(each, value, names)


def _columns(call: ast.Call, count: int) -> list[ast.expr]:
    """What each of the names gets that a loop over a call unpacks."""
    none = ast.Constant(None, lineno=0)
    match _name(call.func), call.args:
        case "enumerate", [each, *_]:
            return [none, each]
        case "zip", columns:
            return columns
        case "items", [] if isinstance(call.func, ast.Attribute):
            return [none, call.func.value]
    return [call] * count


class Place:
    """Where an expression stands: its module, and the functions around it, innermost first."""

    def __init__(self, module: Module, around: tuple[ast.FunctionDef, ...] = ()) -> None:
        self.module, self.around = module, around

    @property
    def names(self) -> dict[str, list[ast.expr]]:
        """What the names of the innermost function are given."""
        return _bound(self.around[0]) if self.around else {}


@cache
def _bound(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    names: dict[str, list[ast.expr]] = defaultdict(list)
    _bind(function.body, names)
    return names


class Sentences:
    """All sentences of the package: `found` has the codes of the findings that say each, "" where none is known.

    where: file and line of each, for the person who looks for it.
    """

    def __init__(self, source: Path = SOURCE) -> None:
        self.found: dict[str, set[str]] = defaultdict(set)
        self.where: dict[str, str] = {}
        self._seen: set[tuple[int, str, bool]] = set()
        self.modules = [Module(path, source) for path in sorted(source.rglob("*.py"))]
        self.calls: dict[str, list[tuple[Place, ast.Call]]] = defaultdict(list)
        for module in self.modules:
            for place, call in _calls(module, module.tree, ()):
                self.calls[_name(call.func)].append((place, call))
        for name, places in SAID.items():
            for place, call in self.calls[name]:
                given = [each for at, each in enumerate(call.args) if at in places or isinstance(each, ast.Starred)]
                for sentence in [*given, *(word.value for word in call.keywords if word.arg in NAMED)]:
                    self.follow(sentence, place, _code(call, place.module))

    def follow(self, node: ast.expr, place: Place, code: str, formatted: bool = False) -> None:
        """Take in every sentence that the value of an expression may be.

        formatted: whether ``{name}`` in it is a hole, for it goes through `str.format`.
        """
        if (id(node), code, formatted) in self._seen:
            return
        self._seen.add((id(node), code, formatted))
        match node:
            case ast.Constant(value=str()):
                text = re.sub(r"{\w+}", "{}", node.value) if formatted else _escaped(node.value)
                self._take(text, node, place, code)
            case ast.JoinedStr(values=values):
                self._joined(values, node, place, code)
            case ast.BinOp(op=ast.Add()):
                self._joined(_summed(node), node, place, code)
            case ast.Name(id=name):
                self._named(name, place, code, formatted)
            case ast.Attribute(attr=name):
                self._given_back(name, node, place, code)
                self._field(name, place, code)
            case ast.Call():
                self._called(node, place, code, formatted)
            case ast.Subscript(value=value):
                self.follow(value, place, code, formatted)
            case _:
                for part in _parts(node):
                    self.follow(part, place, code, formatted)

    def _take(self, sentence: str, node: ast.expr, place: Place, code: str) -> None:
        if CHINESE.search(sentence):
            self.found[sentence].add(code)
            self.where[sentence] = f"{place.module.file}:{node.lineno}"

    def _joined(self, values: list[ast.expr], node: ast.expr, place: Place, code: str) -> None:
        """A text of several parts, and what its holes may hold."""
        pieces = [_escaped(str(part.value)) if isinstance(part, ast.Constant) else "{}" for part in values]
        self._take("".join(pieces), node, place, code)
        for part in values:
            if not isinstance(part, ast.Constant):
                self.follow(part.value if isinstance(part, ast.FormattedValue) else part, place, code)

    def _named(self, name: str, place: Place, code: str, formatted: bool) -> None:
        values = place.names.get(name, [])
        for value in values:
            self.follow(value, place, code, formatted)
        if place.around and name in _parameters(place.around[0]):
            self._asked_for(place.around[0], name, place, code)
        elif place.around and not values:
            self._named(name, Place(place.module, place.around[1:]), code, formatted)
        elif not values:
            home = place.module.imports.get(name, "").rpartition(".")[0]
            for module in self.modules:
                if module is place.module or (home and module.dotted == home):
                    for value in module.names.get(name, []):
                        self.follow(value, Place(module), code, formatted)

    def _asked_for(self, function: ast.FunctionDef, name: str, place: Place, code: str) -> None:
        """A parameter: what the callers of its function give for it."""
        names, wanted = _parameters(function), function.name
        stated = next(each for each in (*function.args.args, *function.args.kwonlyargs) if each.arg == name)
        if not _text(stated.annotation, place.module):
            return
        bound = names[0] in ("self", "cls")
        if wanted == "__init__":
            wanted = next(made.name for made in ast.walk(place.module.tree) if function in getattr(made, "body", ()))
        for there, call in self.calls[wanted]:
            if there.module is place.module or not wanted.startswith("_"):
                at = names.index(name) - bound
                given = [word.value for word in call.keywords if word.arg == name]
                for value in given or (call.args[at : at + 1] if at >= 0 else []):
                    self.follow(value, there, code or _code(call, there.module))
        for default in [*function.args.defaults, *function.args.kw_defaults]:
            if default is not None:
                self.follow(default, Place(place.module), code)

    def _field(self, name: str, place: Place, code: str) -> None:
        """A field of a record of this module: what the records are made with."""
        for made in place.module.classes:
            fields = [each for each in made.body if isinstance(each, ast.AnnAssign)]
            names = [each.target.id for each in fields if isinstance(each.target, ast.Name)]
            if name not in names or not _text(fields[names.index(name)].annotation, place.module):
                continue
            for there, call in self.calls[made.name]:
                if there.module is place.module:
                    at = names.index(name)
                    given = [word.value for word in call.keywords if word.arg == name]
                    given = given or [each for each in call.args if isinstance(each, ast.Starred)]
                    for value in given or call.args[at : at + 1]:
                        self.follow(value, there, code)

    def _called(self, call: ast.Call, place: Place, code: str, formatted: bool) -> None:
        """What is called may pass on what it is given (`join`, `format`), or give back a sentence of its own."""
        name = _name(call.func)
        if isinstance(call.func, ast.Attribute) and name in ("format", "get", "strip"):
            self.follow(call.func.value, place, code, formatted or name == "format")
        if name in WORDING:
            return
        if name in ("join", "get", "str", "next", "iter"):
            for given in call.args:
                self.follow(given, place, code)
        else:
            self._given_back(name, call, place, code)

    def _given_back(self, name: str, node: ast.expr, place: Place, code: str) -> None:
        """What the functions and properties of this name give back."""
        for module in self.modules:
            if module is place.module or not name.startswith("_"):
                for function in module.functions.get(name, []):
                    if isinstance(node, ast.Attribute) != _is_property(function) or not _text(function.returns, module):
                        continue
                    for inner in _own_all(function):
                        if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom) and inner.value:
                            self.follow(inner.value, Place(module, (function,)), code)


def _own_all(function: ast.FunctionDef) -> Iterator[ast.AST]:
    for statement in function.body:
        yield from _own(statement)


def _text(annotation: ast.expr | None, module: Module) -> bool:
    """Whether a value of this type, which a name of the module may stand for, is or has a text."""
    parts = [] if annotation is None else list(ast.walk(annotation))
    parts += [inner for part in parts for alias in module.names.get(_name(part), ()) for inner in ast.walk(alias)]
    return any(isinstance(part, ast.Name) and part.id == "str" for part in parts)


def _is_property(function: ast.FunctionDef) -> bool:
    return any(_name(mark) in ("property", "cached_property") for mark in function.decorator_list)


def _parts(node: ast.expr) -> list[ast.expr]:
    """The parts of an expression that its value may be made of."""
    match node:
        case ast.Dict(values=values) | ast.BoolOp(values=values):
            return values
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return parts
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.ListComp(elt=one) | ast.GeneratorExp(elt=one) | ast.SetComp(elt=one):
            return [one]
        case ast.Starred(value=one) | ast.NamedExpr(value=one):
            return [one]
    return []


def _summed(node: ast.expr) -> list[ast.expr]:
    """The parts of a sum of texts, those of its f-strings included."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_summed(node.left), *_summed(node.right)]
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]


def _name(called: ast.AST) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _code(call: ast.Call, module: Module) -> str:
    """The code that a finding is made with, where it stands there."""
    first = call.args[0] if call.args and _name(call.func) in CODED else None
    first = next(iter(module.names.get(first.id, ())), None) if isinstance(first, ast.Name) else first
    return str(first.value) if isinstance(first, ast.Constant) else ""


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _calls(module: Module, node: ast.AST, around: tuple[ast.FunctionDef, ...]) -> Iterator[tuple[Place, ast.Call]]:
    if isinstance(node, ast.FunctionDef):
        around = (node, *around)
    if isinstance(node, ast.Call):
        yield Place(module, around), node
    for child in ast.iter_child_nodes(node):
        yield from _calls(module, child, around)
