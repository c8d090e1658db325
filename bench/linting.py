"""How long `perfeval validate` takes over many specs, and over one that is very large; and how much memory.

    python bench/linting.py [FILES [INDICATORS]]

The specs are made from the Shenzhen one (26 indicators) with other names, amounts and targets in each, so that no
two are alike. Whole processes, warm disk.
"""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sys.executable).with_name("perfeval"))
LEAVES = (
    "target: {n} 场, rule: {{kind: deduct, per: 1 场, lose: 10%}}",
    "target: {n}%, rule: {{kind: proportional}}",
    "target: ≥{n}%, rule: {{kind: bands, bands: [{{least: {n}%, earn: 100%}}, {{least: 9%, earn: 80%}}, {{earn: 0}}]}}",
    "target: 健全, rule: {{kind: checklist, points: [有制度 {n}, 制度合法合规 {n}, 得到执行]}}",
)
BOUNDS = {"files": (5.0, 700), "indicators": (20.0, 500)}


def varied(text: str, number: int) -> str:
    """The spec with a number of its own in every name and description, and other targets."""
    draw = random.Random(number)
    text = re.sub(r"(?m)^( *(?:- )?(?:name|about|official): )(?=[^\"'{\[>|])", rf"\g<1>第{number}号", text)
    return re.sub(r"(≥ ?)(\d\d)(?=%)", lambda found: f"{found[1]}{draw.randint(60, 99)}", text)


def many(folder: Path, count: int) -> None:
    """So many specs in a folder."""
    text = (ROOT / "specs/shenzhen-2023.yaml").read_text(encoding="utf-8")
    for number in range(count):
        (folder / f"s{number}.yaml").write_text(varied(text, number), encoding="utf-8")


def large(file: Path, indicators: int) -> None:
    """One spec of so many indicators, a hundred to a group."""
    lines = [f"perfeval: spec/1\nid: large\nname: 大\nfull: {indicators}"]
    lines.append("rounding: {places: 2, mode: half-up}\nindicators:")
    for group in range(indicators // 100):
        lines.append(f"  - code: G{group}\n    name: 第{group}组\n    weight: 100\n    indicators:")
        for one in range(100):
            leaf = LEAVES[one % 4].format(n=20 + (group + one) % 79)
            lines.append(f"      - {{code: G{group}X{one}, name: 指标{group}之{one}, weight: 1, {leaf}}}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(target: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes of the largest process so far, and the last line that was printed."""
    start = time.perf_counter()
    ran = subprocess.run([PROGRAM, "validate", str(target)], capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return took, peak, (ran.stdout + ran.stderr).strip().rpartition("\n")[2]


def main() -> None:
    files, indicators = (int(word) for word in (*sys.argv[1:], "1000", "10000")[:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "many").mkdir()
        many(folder / "many", files)
        large(folder / "large.yaml", indicators)
        for what, target in (("files", folder / "many"), ("indicators", folder / "large.yaml")):
            count = files if what == "files" else indicators
            took, peak, last = run(target)
            seconds, megabytes = BOUNDS[what]
            print(
                f"{count:6} {what:10} {took:6.1f} s (bound {seconds:.0f})  {peak:4.0f} MB (bound {megabytes})  {last}"
            )


if __name__ == "__main__":
    main()
