"""Mutation testing: small faults are put into the arithmetic, one at a time, and the tests are to notice each.

Every mutant is run in a copy of the tree, in a process of its own, with the tests that concern its module. Results are
kept in build/mutants.jsonl, so a run that was stopped goes on where it was; a mutant is run again when its file has
changed. `--sample 200 --seed 1` takes that many at random. docs/mutants.md is written from the results and from the
reasons in tools/equivalents.toml.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS, PAGE = ROOT / "build" / "mutants.jsonl", ROOT / "docs" / "mutants.md"
REASONS = ROOT / "tools" / "equivalents.toml"
SOURCE = "src/perfeval"
TARGETS = (
    "number.py",
    "quantity.py",
    "rounding.py",
    "scoring.py",
    "adjusting.py",
    "whole.py",
    "expr/*.py",
    "rules/*.py",
)
TREE = ("src", "tests", "examples", "specs", "docs", "tools", "pyproject.toml", "README.md", "README.zh.md")

PLACE = ("file", "line", "before", "after")
"""What names a mutant in the file of reasons."""

COMPARISONS: dict[type, type] = {
    ast.GtE: ast.Gt,
    ast.Gt: ast.GtE,
    ast.LtE: ast.Lt,
    ast.Lt: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}
NAMES = {"min": "max", "at_least": "at_most", "floor": "ceil", "any": "all"}
NAMES |= {after: before for before, after in NAMES.items()}

Change = Callable[[Any], None]


def changes(node: ast.AST) -> Iterator[Change]:
    """The faults that can be put into one node, each as a change in place."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        yield lambda n: n.ops.__setitem__(0, COMPARISONS[type(n.ops[0])]())
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield lambda n: setattr(n, "op", ARITHMETIC[type(n.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield lambda n: setattr(n, "value", n.value + 1)
        yield lambda n: setattr(n, "value", n.value - 1)
    elif isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield lambda n: setattr(n, "operand", ast.UnaryOp(type(n.op)(), n.operand))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield lambda n: setattr(n.func, "id", NAMES[n.func.id])
    elif isinstance(node, ast.Return) and node.value and not _is_none(node.value):
        yield lambda n: setattr(n, "value", ast.Constant(None))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _passive(tree: ast.AST) -> set[int]:
    """Nodes that no test could notice: annotations, decorators, what only type checkers read."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        roots += [node.annotation] if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation else []
        if isinstance(node, ast.FunctionDef):
            roots += [*node.decorator_list, *([node.returns] if node.returns else [])]
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            roots += [node]
        roots += [node] if isinstance(node, ast.Assert) else []
    return {id(inner) for root in roots for inner in ast.walk(root)}


def mutants(path: Path) -> Iterator[dict[str, Any]]:
    """Every mutant of a file, as a row of the results without its outcome."""
    text = path.read_text(encoding="utf-8")
    tree, digest = ast.parse(text), hashlib.sha256(text.encode()).hexdigest()[:12]
    passive, name = _passive(tree), path.relative_to(ROOT / SOURCE).as_posix()
    for at, node in enumerate(ast.walk(tree)):
        for which, change in enumerate(changes(node) if id(node) not in passive else ()):
            other = copy.deepcopy(node)
            change(other)
            seen = {"line": getattr(node, "lineno", 0), "before": _shown(node), "after": _shown(other)}
            yield {"file": name, "digest": digest, "node": at, "which": which, **seen}


def _shown(node: ast.AST) -> str:
    """The node in one line, of a statement only its head."""
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())


def mutated(path: Path, mutant: dict[str, Any]) -> str:
    """The text of a file with one fault in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    node = next(node for at, node in enumerate(ast.walk(tree)) if at == mutant["node"])
    list(changes(node))[mutant["which"]](node)
    return ast.unparse(ast.fix_missing_locations(tree))


def tests_for(name: str) -> list[str]:
    """The tests that concern a module, the quickest first."""
    kind, own = Path(name).stem, [f"{SOURCE}/{name}", "tests/test_edges.py"]
    if (ROOT / "tests" / "cases" / f"kind-{kind}.md").exists():
        kinds = ("test_naive.py::test_random_leaves_of_each_kind", "test_laws.py::test_a_better_fact_never_earns_less")
        own += ["tests/test_cases.py", "tests/test_phrases.py", *(f"tests/{test}[{kind}]" for test in kinds)]
        return [*own, "tests/test_ways.py"]
    if name.startswith("rules/"):
        own += ["tests/test_phrases.py", "tests/test_ways.py"]
    if name in ("number.py", "quantity.py", "rounding.py") or name.startswith("expr/"):
        own += ["tests/test_quantities.py", "tests/test_expr.py"]
    if name in ("adjusting.py", "whole.py"):
        own += ["tests/test_modifiers.py"]
    return [*own, "tests/test_cases.py", "tests/test_naive.py"]


def _child(tree: Path, name: str) -> None:
    """Run the tests in this process, which ends here; 0 where they all pass."""
    os.chdir(tree)
    os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.path.insert(0, str(tree / "src"))
    sys.dont_write_bytecode = True
    import pytest

    options = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = 1
    try:
        code = int(pytest.main([*options, *tests_for(name)]))
    finally:
        os._exit(code)


def _outcome(tree: Path, name: str, text: str, limit: int) -> str:
    """What the tests say of the tree where a file has this text: ``killed``, ``survived`` or ``timeout``."""
    path = tree / SOURCE / name
    original = path.read_bytes()
    path.write_text(text, encoding="utf-8")
    pid, started = os.fork(), time.monotonic()
    if pid == 0:
        _child(tree, name)
    try:
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
            if time.monotonic() - started > limit:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return "timeout"
            time.sleep(0.02)
    finally:
        path.write_bytes(original)


def _work(jobs: Any, results: Any, limit: int) -> None:
    for name in ("hypothesis", "pydantic", "pytest", "typer"):
        importlib.import_module(name)  # once, here: the process of each mutant inherits it

    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for part in TREE:
            source, skip = ROOT / part, shutil.ignore_patterns("__pycache__", ".hypothesis")
            (shutil.copytree(source, tree / part, ignore=skip) if source.is_dir() else shutil.copy(source, tree / part))
        while (mutant := jobs.get()) is not None:
            path = tree / SOURCE / mutant["file"]  # the copy: the tree may be edited while this runs
            text = mutated(path, mutant) if "node" in mutant else path.read_text(encoding="utf-8")
            results.put({**mutant, "outcome": _outcome(tree, mutant["file"], text, limit)})
    results.put(None)


def run(todo: list[dict[str, Any]], workers: int, limit: int) -> None:
    """Run the mutants, writing each result down as it comes."""
    jobs, results = multiprocessing.Queue(), multiprocessing.Queue()
    # First the tree as it is: where its tests fail, every mutant would count as killed.
    for job in [{"file": "number.py", "line": 0}, *todo, *[None] * workers]:
        jobs.put(job)
    running = [multiprocessing.Process(target=_work, args=(jobs, results, limit), daemon=True) for _ in range(workers)]
    for process in running:
        process.start()
    RESULTS.parent.mkdir(exist_ok=True)
    ended, done = 0, 0
    with RESULTS.open("a", encoding="utf-8") as file:
        while ended < workers:
            found = results.get()
            ended += found is None
            if found is not None and "node" not in found:
                assert found["outcome"] == "survived", "the tests fail, or take too long, without any mutant"
            elif found is not None:
                done += 1
                file.write(json.dumps(found, ensure_ascii=False) + "\n")
                file.flush()
                if found["outcome"] == "survived":
                    sys.stdout.write(f"{done}/{len(todo)} {found['file']}:{found['line']} {_change(found)}\n")


def _change(row: dict[str, Any]) -> str:
    return f"`{row['before']}` → `{row['after']}`"


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a mutant the same in two runs."""
    return row["file"], row["digest"], row["node"], row["which"]


def recorded() -> dict[tuple[Any, ...], dict[str, Any]]:
    """The results so far."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {key(row): row for row in map(json.loads, lines)}


def page(every: list[dict[str, Any]], known: dict[tuple[Any, ...], dict[str, Any]]) -> str:
    """docs/mutants.md: how many were noticed, and what was not, with the reason where there is one."""
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))["equivalent"] if REASONS.exists() else []
    why = {tuple(row[part] for part in PLACE): row["reason"] for row in reasons}
    out = [HEAD]
    survivors, totals = [], [0, 0, 0, 0]
    for name in sorted({row["file"] for row in every}):
        own = [row for row in every if row["file"] == name]
        ran = [known[key(row)] for row in own if key(row) in known]
        left = [row for row in ran if row["outcome"] == "survived"]
        excused = [row for row in left if tuple(row[part] for part in PLACE) in why]
        figures = [len(own), len(ran), len(ran) - len(left), len(excused)]
        totals = [a + b for a, b in zip(totals, figures, strict=True)]
        out.append(f"| {name} | {' | '.join(map(str, figures))} |")
        survivors += left
    out.append(f"| all | {' | '.join(map(str, totals))} |")
    done, killed, same = totals[1:]
    share = 100 * killed // max(1, done - same)
    out += ["", f"Of {done - same} that were run and are not equivalent, {killed} were killed: {share}%."]
    out += ["", "## Survivors", ""]
    for row in sorted(survivors, key=lambda row: (row["file"], row["line"])):
        reason = why.get(tuple(row[part] for part in PLACE), "no test notices it yet")
        out.append(f"- `{row['file']}:{row['line']}` {_change(row)}: {reason}")
    return "\n".join(out) + "\n"


HEAD = """\
# Mutants

Written by `python tools/mutants.py --report` from the last results; see [developing.md](developing.md). A mutant is one
small fault in the arithmetic; it is killed where a test notices it (or it never ends). Equivalent ones change nothing
that anybody could see; their reasons are in tools/equivalents.toml.

Where `run` is less than `mutants` this is a random sample, and survivors of it were given tests: the mutants that were
never run would do a little worse than the share below.

| file | mutants | run | killed | equivalent |
| --- | ---: | ---: | ---: | ---: |"""


def main() -> None:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, help="run only so many, drawn at random")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--only", default="", help="only files whose name has this (a regular expression)")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--limit", type=int, default=120, help="seconds for one mutant")
    asked.add_argument("--report", action="store_true", help="run nothing; write docs/mutants.md")
    asked.add_argument("--again", action="store_true", help="run the survivors once more, after a test was added")
    chosen = asked.parse_args()
    paths = sorted(path for target in TARGETS for path in (ROOT / SOURCE).glob(target))
    every = [mutant for path in paths for mutant in mutants(path)]
    known = recorded()
    if not chosen.report:
        todo = [row for row in every if re.search(chosen.only, row["file"])]
        random.Random(chosen.seed).shuffle(todo)
        todo = todo[: chosen.sample] if chosen.sample else todo
        survived = {at for at, row in known.items() if row["outcome"] == "survived"}
        todo = [row for row in todo if (key(row) in survived if chosen.again else key(row) not in known)]
        run(todo, chosen.workers, chosen.limit)
        known = recorded()
    PAGE.write_text(page(every, known), encoding="utf-8")


if __name__ == "__main__":
    main()
