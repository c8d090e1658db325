"""Writes docs/rules.md from the rule classes: the page repeats them, so it is made from them.

python tools/rules_page.py
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from perfeval.account import account
from perfeval.expr.functions import FUNCTIONS
from perfeval.facts import Bound, bind
from perfeval.load import parsed, planned
from perfeval.merging import Extension
from perfeval.mistakes import models_of
from perfeval.model import Model, read
from perfeval.modifiers import ORDER
from perfeval.project import Project
from perfeval.rules import ROLL, Rule, kind_named
from perfeval.scoring import score
from perfeval.spec import Spec
from perfeval.unit import UNIT_WORDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"

EQUATIONS = tomllib.loads(Path(__file__).with_name("equations.toml").read_text(encoding="utf-8"))

HEAD = """\
# 评分规则

每种规则一节：官方文件怎样说、怎样算、有哪些栏目；从公布的句子找写法，看 [phrases.md](phrases.md)。
由 `python tools/rules_page.py` 从程序生成，请不要手改。

- `w` 是权重，`x` 是实际值，`t` 是目标值；得分总在 0 到 w 之间，取舍之前是精确的。
- 数量写成数加单位：`30 场`、`197.49 万元`、`95%`、`1/3`。对比率扣分时 `1%` 是一个百分点。
- 得多少、扣多少写成权重的百分比（`10%`）或分数（`0.5 分`）；不写单位的数不接受。
- 目标值：`≥ 30 场`、`≤ 5 天`、`> 80%`、`= 0 项`、`0%–10%`、`15 场`（要达到）、`≤ 2023-11-30`（含当日）、
  文字（`规范`）。比较写在最前面：`≥ 2 次`，不写 `每月 ≥ 2 次`。YAML 里以 > 开头的值要加引号：`">80%"`。
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


def _parts(root: type[Model]) -> dict[type[Model], dict[str, str]]:
    """The models a root is made of, but for rules: each with the keys that hold it, and what these are."""
    keys: dict[type[Model], dict[str, str]] = {}
    above = {root: ""}
    for model in (root, *models_in(root, set())):
        for name, field in model.model_fields.items() if model in above else ():
            for inner in (each for stated in (field.annotation, *field.metadata) for each in models_of(stated)):
                if inner is not model and not issubclass(inner, Rule):
                    key = above[model] + (field.alias or name)
                    above[inner] = f"{above[model]}*." if inner in keys else f"{key}."
                    keys.setdefault(inner, {})[key] = str(field.description)
    return keys


def _named(keys: dict[str, str]) -> str:
    return "、".join(f"`{key}`" for key in keys)


def _fields(model: type[Model]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "kind":
            yield f"| `{field.alias or name}` | {field.description} | {_need(field)} |"


def _need(field: FieldInfo) -> str:
    return "必写" if field.is_required() else "可不写"


def _table(model: type[Model]) -> Iterator[str]:
    if rows := [*_fields(model)]:
        yield from ("| 栏目 | 含义 | |", "| --- | --- | --- |", *rows, "")


def section(rule: type[Rule]) -> Iterator[str]:
    """The page's part about one kind."""
    said, _, _ = inspect.getdoc(rule).partition("\n\n")
    yield from (f"## `{rule.kind_name()}` {rule.title}", "", said, "")
    yield from (f"- 文件里说：{rule.says}", f"- 依据：{rule.authority}", f"- 算法：{EQUATIONS[rule.kind_name()]}", "")
    yield from _worked(rule)
    yield from _table(rule)
    for part, keys in _parts(rule).items():
        yield from (f"{_named(keys)} 里的栏目：", "", *_table(part))


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

没有写过 YAML 的，先看[第一次用](first-steps.md)。

文字不必加引号；以 `>`、`%`、`@`、`*`、`&`、`!` 开头的值，和花括号、方括号里带逗号的值要加。

- 事实写成一个值，或 `{value: 值, evidence: [依据], as_of: 截至日期, note: 说明}`；没有这类事项时写 `不适用`。
- 事实旁边还可以写供 `perfeval validate` 核对的，都不影响得分：
  - `because: 为什么大大高于目标值，或没有达到`；
  - `mentions: [{value: 4604 人次, where: 报告第 14 页}]`，同一个事实在别处的写法，值和单位的写法与事实相同；
    由公式算出的实际值写在 `published` 里：`B12: {mentions: [{value: 97.42%, where: 报告第 14 页}]}`；
  - `of: 60 人`，写在百分比旁边：它是多少个里的；
  - `last_year: 1200 人次`，上年的实际值。
- `asserts: [{holds: 男 + 女 = 总人数, because: 各分项之和应等于总数}]`：事实之间应当成立的关系，写法与 `gates` 的条件
  相同。不成立时 `perfeval validate`（一张表是 `perfeval batch`）给出两边的数，得分不变。只有 `asserts` 用到的事实，
  项目可以不写；缺了或不适用，就不核对。
- `bounded: 是`：百分比不会超过 100%（入住率、合格率）；`bounded: 否`：可以超过。不写时看名称。
- `not_applicable`：`redistribute`（权重按比例分给同组的其他指标，所写的分数随之放大）、
  `full`（满分）、`zero`（零分）、`peer_mean`（同批其他项目这个指标的平均得分，只用于[批量评分](batch.md#同批的平均得分)）。
- `combine`：`sum`（相加）、`min`（取得分率最低的下级）、`mean`（取得分率的平均）。
- `rounding.mode`：`half-up`（四舍五入）、`half-even`（逢五取偶）、`down`（舍去）、`up`（一律进位）。
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

ACCEPTING = """\
## 已说明理由的问题（`accept`）

`validate` 的警告和提示，有理由不改的，写在文件里，指标体系和项目都可以：

```yaml
accept:
  - {code: quantity-only, because: 质量由另一项目考核, until: 2026-12-31, at: C}
```

- `code` 是问题开头方括号里的编号；`at` 是指标的编号（连同下级）或事实的名称，不写则管整个文件。
- 已说明的不再逐条列出，但每种输出都写明有几处；评分不受影响。
- 错误不能这样放过（`accept-not-allowed`）；写了而没有这样的问题，是警告（`accept-unused`）；过了 `until`，是错误
  （`accept-expired`）。按哪一天看，用 `--today 2026-01-01` 指定，不写则按今天。
- 扩展另一份指标体系时，它的说明一并接过来，自己的加在后面；它的说明过期，在检查它时才报。
"""

SETTINGS = """\
## `validate` 的设置（`perfeval.toml`）

```toml
select = ["quantity-*"]      # 只要这些警告和提示；不写则全要
ignore = ["utf-16"]          # 不要这些；先 select，后 ignore
fail-on = "warning"          # 从哪一级起以 1 退出：error（不写时）、warning、note
format = "compact"           # 没有 -f、-o 时的格式
```

- 四个都可以不写，也可以写在 `pyproject.toml` 的 `[tool.perfeval]` 下面。用当前文件夹或往上最近的一份，找到有 `.git` 的
  文件夹为止；同一个文件夹里先用 `perfeval.toml`。
- 命令行写了的，以命令行为准。`--config 文件` 指定一份，`--no-config` 一份也不用。
- `select`、`ignore` 可以用 `*`，不作用于错误：错误总要列出。
"""

SUBPROJECTS = """\
## 子项和资金

```yaml
subprojects:
  - {name: 中途宿舍, money: 124.89 万元}
  - {name: 心理援助, money: 55.80 万元}
indicators:
  - code: C
    name: 产出
    indicators:
      - {code: C1, name: 接受康复治疗人数, target: 58 人, covers: [中途宿舍]}
      - {code: C2, name: 心理健康讲座场次, target: 30 场, covers: [心理援助]}
```

写了子项，`perfeval validate` 就看得出占资金 10% 以上、却没有产出指标或效益指标的子项。

- 每个子项写 `money`（程序算出占比），或都写 `share: 63%`；两种不混用。各子项的占比合计可以不到 100%。
- `covers` 写在指标或组上，下级随上级；一个指标可以反映几个子项。得分不受影响。
- 扩展另一份指标体系时，`subprojects`、`covers` 整个替换。
"""

IN_FORCE = """\
评价期间要在指标体系的 `valid` 之内。不在时，程序在指标体系所在的文件夹（至多看 200 个 YAML 文件）里找 `id` 只差数字
（如 `x-2023` 与 `x-2024`）、`valid` 包含整个期间的那一份，有几份时取适用得最晚的，写在建议里。

事实的 `as_of` 早于评价期间，或晚于它的最后一天（写了评价基准日 `as_of` 的，晚于这一天），会有警告。
"""


def _sections(title: str, model: type[Model]) -> Iterator[str]:
    yield from (f"## {title}", "", *_table(model))
    for part, keys in _parts(model).items():
        yield from (f"### {_named(keys)}", "", *(f"{about}。\n" for about in _one(keys)), *_table(part))


def _one(keys: dict[str, str]) -> list[str]:
    """What the keys are, where they are all the same."""
    return [*keys.values()][:1] if len(set(keys.values())) == 1 else []


ORDER_HEAD = "## 先后顺序\n\n各种修正按固定的先后起作用，评分过程写明改变了得分的每一步。\n\n"


def files_page() -> str:
    """The page about the keys of specs and projects, and the units."""
    lines = [*_sections("指标体系（`perfeval: spec/1`）", Spec), SUBPROJECTS]
    lines += [EXTENDING, *_table(Extension), ACCEPTING]
    lines += [*_sections("项目（`perfeval: project/1`）", Project)]
    units = "、".join(UNIT_WORDS)
    tail = f"## 单位\n\n{units}；前面可以加 千、万、百万、千万、亿；可以写成 元/人/月 这样的商。\n"
    order = ORDER_HEAD + "\n".join(f"{number}. {line}" for number, line in enumerate(ORDER, 1)) + "\n"
    lines = [
        FILES_HEAD,
        order,
        *lines,
        SETTINGS,
        "## 日期",
        "",
        IN_FORCE,
        "## 编辑器",
        "",
        IN_EDITORS,
        tail,
        "元与万元、各时间单位可以换算；人与人次、场与次不能。",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    FILES.write_text(files_page(), encoding="utf-8")
