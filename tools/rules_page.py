"""Writes docs/rules.md from the rule classes: the page repeats them, so it is made from them.

python tools/rules_page.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from perfeval.account import account
from perfeval.expr.functions import FUNCTIONS
from perfeval.facts import Bound, bind
from perfeval.load import parsed, planned
from perfeval.merging import Extension
from perfeval.model import Model, models_of, read
from perfeval.modifiers import ORDER
from perfeval.project import Project
from perfeval.rules import ROLL, Rule, kind_named
from perfeval.scoring import score
from perfeval.spec import Spec
from perfeval.unit import UNIT_WORDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"

HEAD = """\
# 评分规则

每种规则一节：官方文件怎样说、怎样算、有哪些栏目。由 `python tools/rules_page.py` 从程序生成，请不要手改。

- `w` 是权重，`x` 是实际值，`t` 是目标值；得分总在 0 到 w 之间，取舍之前是精确的。
- 数量写成数加单位：`30 场`、`197.49 万元`、`95%`、`1/3`。对比率扣分时 `1%` 是一个百分点。
- 得多少、扣多少写成权重的百分比（`10%`）或分数（`0.5 分`）；不写单位的数不接受。
- 目标值：`≥ 30 场`、`≤ 5 天`、`> 80%`、`= 0 项`、`0%–10%`、`15 场`（要达到）、`≤ 2023-11-30`（含当日）、
  文字（`规范`）。YAML 里以 > 开头的值要加引号：`">80%"`。
"""

TAIL = """\
## 公式

`actual` 里的公式用事实的名称、数量、`+ - * /`（也可以写 `× ÷`）、比较、`且 或 非` 和下列函数。
单位在评分之前核对，除数为 0 是错误。

"""


def models_in(model: type[Model], seen: set[type[Model]]) -> Iterator[type[Model]]:
    """The models of which the fields of a model are made, at any depth; `seen` are not given again."""
    for field in model.model_fields.values():
        stated = (field.annotation, *field.metadata)
        for inner in (found for each in stated for found in models_of(each)):
            if inner not in seen:
                seen.add(inner)
                yield inner
                yield from models_in(inner, seen)


def _fields(model: type[Model]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "kind":
            yield f"| `{field.alias or name}` | {field.description} | {_need(field)} |"


def _need(field: FieldInfo) -> str:
    return "必写" if field.is_required() else "可不写"


def _table(model: type[Model]) -> Iterator[str]:
    yield from ("| 栏目 | 含义 | |", "| --- | --- | --- |", *_fields(model), "")


def section(rule: type[Rule]) -> Iterator[str]:
    """The page's part about one kind."""
    said, _, rest = inspect.getdoc(rule).partition("\n\n")
    yield from (f"## `{rule.kind_name()}` {rule.title}", "", said, "")
    yield from (f"- 文件里说：{rule.says}", f"- 依据：{rule.authority}", "")
    text, _, _ = rest.partition("\n\n>>>")
    yield from ("```text", *text.partition("\n\n")[0].splitlines(), "```", "")
    yield from _worked(rule)
    yield from _table(rule)
    for part in dict.fromkeys(model for model in models_in(rule, set()) if not issubclass(model, Rule)):
        yield from (f"`{part.__name__}`：{(inspect.getdoc(part) or '').splitlines()[0]}", "", *_table(part))


def _worked(rule: type[Rule]) -> Iterator[str]:
    """The kind's example, and what the engine makes of it."""
    lines, facts = rule.example
    found = account_of(rule)
    yield from (
        "写在指标里：",
        "",
        "```yaml",
        lines.rstrip(),
        "```",
        "",
        "写在项目的 facts 里（指标编号 X，权重 10）：",
        "",
    )
    yield from (
        "```yaml",
        facts.rstrip(),
        "```",
        "",
        f"- 评分标准：{found['standard']}",
        f"- 评分过程：{found['working']}",
        "",
    )


def account_of(rule: type[Rule]) -> dict[str, Any]:
    """The account of the kind's example, scored."""
    lines, facts = rule.example
    named = [f"{name}: {{unit: 万元}}" for name in ("实际支出", "预算安排") if name in lines]
    shared = f"facts: {{{', '.join(named)}}}\n" if named else ""
    spec = planned(parsed((SPEC + shared + INDICATOR + _inner(4, lines)).encode(), "spec"))
    source = parsed((PROJECT + _inner(2, facts)).encode(), "project").value
    project = read(Project, source.data if source else None)
    assert spec.value is not None and isinstance(project, Project), spec.diagnostics
    facts_bound = bind(spec.value, project)
    assert isinstance(facts_bound, Bound), facts_bound
    return account(score(facts_bound), spec.value.nodes[0], {})


def _inner(indent: int, lines: str) -> str:
    return "".join(" " * indent + line for line in lines.splitlines(keepends=True))


PROJECT = "perfeval: project/1\nspec: x\nname: 例\nfacts:\n"
INDICATOR = "indicators:\n  - code: X\n    name: 例\n    weight: 10\n"
SPEC = "perfeval: spec/1\nid: x\nname: 例\nfull: 10\nrounding: {places: 2, mode: half-up}\n"


def kinds() -> list[type[Rule]]:
    """The kinds on the roll."""
    return [kind_named(name) for name in ROLL]


def page() -> str:
    """The whole page."""
    lines = [line for kind in kinds() for line in section(kind)]
    functions = [f"- `{function.about}`" for function in FUNCTIONS.values()]
    return "\n".join([HEAD, *lines, TAIL + "\n".join(functions)]) + "\n"


FILES = PAGE.with_name("files.md")

IN_EDITORS = """\
装了 YAML 扩展的 VS Code，和其他用 yaml-language-server 的编辑器，会照文件第一行所写的说明（JSON Schema）补全栏目、
规则种类、事实和编号，把鼠标停在上面就显示含义、目标值、评分标准和要回答的要点，写错的随写随标出。不用联网。

```yaml
# yaml-language-server: $schema=.perfeval/project.schema.json
```

- `perfeval init` 写出的文件已有这一行，说明在同一文件夹的 `.perfeval` 里。
- 已有的文件：`perfeval schema spec -o spec.schema.json`，或只给一份指标体系的项目用的
  `perfeval schema project --spec spec.yaml -o project.schema.json`，再在第一行写上它。指标体系改了，重新写一次。
- 测试文件用 `perfeval schema test`；`perfeval score -f json` 写出的评分结果用 `perfeval schema scorecard`
  （几个项目时是一列）。
- 说明标出的，程序也不接受；反过来不一定：权重合计、公式、单位能否换算要由 `perfeval validate` 查。只有一处例外：
  文字写成 true、false 的，编辑器会要求加引号。
"""

FILES_HEAD = """\
# 指标体系文件和项目文件的栏目

由 `python tools/rules_page.py` 从程序生成，请不要手改。评分规则（`rule`）另见 [rules.md](rules.md)。

YAML 里的文字不必加引号；以 `>`、`%`、`@`、`*`、`&`、`!` 开头的值，和花括号、方括号里带逗号的值要加。

- 事实写成一个值，或 `{value: 值, evidence: [依据], as_of: 截至日期, note: 说明}`；没有这类事项时写 `不适用`。
- `not_applicable`：`redistribute`（权重按比例分给同组的其他指标，所写的分数随之放大）、
  `full`（满分）、`zero`（零分）。
- `combine`：`sum`（相加）、`min`（取得分率最低的下级）、`mean`（取得分率的平均）。
- `rounding.of`：`leaves`（各指标取舍，合计是所印得分之和）、`total`（只取舍合计）。
- `published`：`B12: 3.99` 只写得分；`B12: {score: 3.99, rate: 99.75%}` 写几格；`total`、`grade` 是合计和等级。
"""


EXTENDING = """\
## 扩展另一份指标体系

```yaml
perfeval: spec/1
extends: ../specs/province.yaml   # 或内置指标体系的名称，如 ministry/project-2020
id: county-2024
name: 本县项目支出绩效评价指标体系
remove: [A11]
indicators:
  - {code: B12, weight: 5}        # 原有的编号：只写要改的栏目
  - code: C
    indicators:
      - {code: C9, name: 新增指标, weight: 3, target: 3 场, rule: {kind: threshold}}
```

- 没有写的都照所扩展的指标体系；`perfeval`、`id`、`name` 要自己写。
- `facts`、`consequences` 按名称合并，`indicators` 按编号合并，其他栏目（连同 `rule`、`target`、`gates`）整个替换。
- 改写一个指标，写在最外层或它原来的上级之下；新的编号加在所写的上级之下，放在最后。
- 去掉：指标和共用的事实写在 `remove` 里，栏目写在 `drop` 里。一组指标的下级全部去掉后，这一组自己成为指标。
- 可以一份扩展一份，至多 8 层，不能成环。
- 路径不出本文件所属的文件夹：往上最近的、有 `.git` 或 `perfeval.toml`（可以是空文件）的那个文件夹；没有这样的文件夹时，
  是本文件自己所在的文件夹。链接按它指向的文件算。
- `perfeval show` 写出合起来的全文。
"""

IN_FORCE = """\
评价期间要在指标体系的 `valid` 之内。不在时，程序在指标体系所在的文件夹（至多看 200 个 YAML 文件）里找 `id` 只差数字
（如 `x-2023` 与 `x-2024`）、`valid` 包含整个期间的那一份，有几份时取适用得最晚的，写在建议里。

事实的 `as_of` 早于评价期间，或晚于它的最后一天（写了评价基准日 `as_of` 的，晚于这一天），会有警告。
"""


def _sections(title: str, model: type[Model]) -> Iterator[str]:
    yield from (f"## {title}", "", *_table(model))
    for part in dict.fromkeys(each for each in models_in(model, set()) if not issubclass(each, Rule)):
        yield from (f"### {part.__name__}", "", (inspect.getdoc(part) or "").splitlines()[0], "", *_table(part))


ORDER_HEAD = "## 先后顺序\n\n各种修正按固定的先后起作用，评分过程写明改变了得分的每一步。\n\n"


def files_page() -> str:
    """The page about the keys of specs and projects, and the units."""
    lines = [*_sections("指标体系（`perfeval: spec/1`）", Spec), EXTENDING, *_table(Extension)]
    lines += [*_sections("项目（`perfeval: project/1`）", Project)]
    units = "、".join(UNIT_WORDS)
    tail = f"## 单位\n\n{units}；前面可以加 千、万、百万、千万、亿；可以写成 元/人/月 这样的商。\n"
    order = ORDER_HEAD + "\n".join(f"{number}. {line}" for number, line in enumerate(ORDER, 1)) + "\n"
    lines = [
        FILES_HEAD,
        order,
        *lines,
        "## 日期",
        "",
        IN_FORCE,
        "## 编辑器",
        "",
        IN_EDITORS,
        tail,
        "元与万元、各时间单位可以换算；人与人次、场与次不能。",
    ]
    text = "\n".join(lines) + "\n"
    return text.replace("| 栏目 | 含义 | |", "| 栏目 | 含义 | |")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    FILES.write_text(files_page(), encoding="utf-8")
