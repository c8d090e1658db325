"""What a department's template can do, and cannot (S10, S11, S12)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from perfeval.diagnostic import Diagnostic
from perfeval.report.render import render_report
from scored import ROOT, shenzhen, text_of

__all__ = ["shenzhen"]

PAGE = ROOT / "templates/bureau/report.md"


def test_department_page_changes_one_block(shenzhen: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('{% extends "perfeval/report.md" %}\n{% block title %}\n# 我局的报告\n{% endblock %}\n', "utf-8")
    ours, theirs = text_of(render_report(shenzhen)), text_of(render_report(shenzhen, page))
    assert theirs.startswith("# 我局的报告\n")
    assert theirs.split("\n", 1)[1] == ours.split("\n", 1)[1]


def test_worked_example(shenzhen: dict[str, Any]) -> None:
    text = text_of(render_report(shenzhen, PAGE))
    assert text.startswith("**某市财政局预算绩效评价文件**")
    assert "> - B12 预算执行率，失 0.01 分" in text and "得分 97.51 分" in text


def test_readme_names_blocks_filters_and_layout(shenzhen: dict[str, Any]) -> None:
    from perfeval.report.layout import layout
    from perfeval.report.loader import Loader
    from perfeval.report.sandbox import Paper

    readme = (ROOT / "templates/README.md").read_text("utf-8")
    paper = Paper(Loader(None))
    listed = re.search("可用的过滤器：(.*)。", readme)
    assert listed
    named = {re.sub("（.*", "", name) for name in listed[1].split("、")}
    assert named == {name for name in paper.filters if not name.startswith(" ")}
    assert set(re.findall(r"^\| layout\.(\w+)", readme, re.MULTILINE)) == set(layout(shenzhen))
    for block in paper.get_template("perfeval/report.md").blocks:
        assert re.search(rf"^\| {block} |有 {block}（|和 {block}（", readme, re.MULTILINE), block


def fault(shenzhen: dict[str, Any], folder: Path, text: str | bytes) -> Diagnostic:
    page = folder / "page.md"
    page.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = render_report(shenzhen, page)
    assert not isinstance(found, str), found
    assert found[0].location and found[0].location.file
    return found[0]


REFUSED = r"""
{{ ''.__class__ }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ ''['__class__'] }}
{{ [].__class__.__base__ }}
{{ project.__class__ }}
{{ project['__init__'] }}
{{ project|attr('__class__') }}
{{ self.__init__.__globals__ }}
{{ self._TemplateReference__context }}
{{ cycler.__init__.__globals__.os }}
{{ lipsum.__globals__ }}
{{ joiner() }}
{{ namespace(a=1) }}
{{ dict(a=1) }}
{{ range(9) }}
{{ '{0.__class__}'.format(1) }}
{{ '{a.__class__}'.format_map(project) }}
{{ ['{}']|map('format', 1)|list }}
{{ facts.append(1) }}
{{ facts.clear() }}
{{ project.update(a=1) }}
{{ 'a'.join(['b']) }}
{{ (1).real }}
{% for x in facts %}{{ loop.__class__ }}{% endfor %}
{% for x in facts %}{{ loop._iterable }}{% endfor %}
{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}
{% import "perfeval/parts.md" as p with context %}{{ p._body_stream }}
{{ '%s' % 1 }}
{{ '%2000000000d' % 1 }}
{{ 'a' * 2000000000 }}
{{ [1] * 2000000000 }}
{{ 9 ** 9 ** 9 }}
{{ 7 // 2 }}
{{ 'a' + 'b' }}
{{ '%9d'|format(1) }}
{{ 'x'|center(2000000000) }}
{{ 'x'|indent(2000000000) }}
{{ 'x'|wordwrap }}
{{ project|xmlattr }}
{{ project|pprint }}
{{ project|tojson }}
{{ 'x'|safe }}
{{ facts|random }}
{{ project }}
{{ none }}
{% autoescape false %}{% endautoescape %}
{% include "../page.md" %}
{% include "../x" ignore missing %}
{% include "/etc/passwd" %}
{% include "C:/x" %}
{% include "perfeval/../render.py" %}
{% include project %}
{% macro m(s) %}{{ m(s ~ s) }}{% endmacro %}{{ m('xxxxxxxxxxxxxxxx') }}
{% macro m(s) %}{{ m([s, s]|join) }}{% endmacro %}{{ m('xxxxxxxxxxxxxxxx') }}
{% macro m(s) %}{% set t %}{{ s }}{{ s }}{% endset %}{{ m(t) }}{% endmacro %}{{ m('xxxxxxxxxxxxxxxx') }}
{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}
{% include "page.md" %}
{% extends "page.md" %}
""".strip().splitlines()


@pytest.mark.parametrize("line", REFUSED)
def test_refused(shenzhen: dict[str, Any], tmp_path: Path, line: str) -> None:
    found = fault(shenzhen, tmp_path, f"第一行\n{line}\n")
    assert found.location
    assert (found.location.line, found.location.excerpt) == (2, line)


@pytest.mark.parametrize(
    "text",
    [
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for a in facts %}{% for b in facts %}{% for c in facts %}{% for d in facts %}{{ a.name }}"
        + "{% endfor %}" * 4,
    ],
)
def test_work_is_bounded(shenzhen: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("perfeval.report.values.MOST_STEPS", 100_000)
    assert fault(shenzhen, tmp_path, text).code == "template-too-long"


def test_output_is_bounded(shenzhen: dict[str, Any], tmp_path: Path) -> None:
    loops = "{% for a in facts %}{% for b in facts %}{% for c in facts %}"
    text = loops + "字" * 5000 + "{% endfor %}" * 3
    assert fault(shenzhen, tmp_path, text).code == "report-too-large"
    assert fault(shenzhen, tmp_path, "{% set x %}" + text + text + "{% endset %}").code == "report-too-large"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("一\n{{ totl.printed }}", "unknown-name", 2),
        ("一\n\n{{ total.score }}", "unknown-name", 3),
        ("{% if total %}", "template-syntax", 1),
        ("一\n{{ total.printed }", "template-syntax", 2),
        ("{% nosuch %}", "template-syntax", 1),
        ("一\n{% include 'b.md' %}", "file-not-found", 2),
        ("{{ grade.better.name }}", "empty-value", 1),
        ("{{ facts }}", "not-printable", 1),
        ("一\n{{ 1 < 'a' }}", "template-failed", 2),
        (b"a\n\xff", "not-utf8", 2),
        ("x" * 1_100_000, "template-too-large", 1),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "template-too-deep", 1),
        ("{% for x in facts %}" * 30 + "{% endfor %}" * 30, "template-too-deep", 1),
        ('{% extends "perfeval/report.md" %}\n{% block title %}\n{{ nosuch }}\n{% endblock %}', "unknown-name", 3),
    ],
)
def test_faults_have_a_place(shenzhen: dict[str, Any], tmp_path: Path, text: str | bytes, code: str, line: int) -> None:
    found = fault(shenzhen, tmp_path, text)
    assert found.location
    assert (found.code, found.location.line) == (code, line)
    assert found.message and found.hint and found.location.file == str(tmp_path / "page.md")


def test_fault_in_an_included_file_is_placed_there(shenzhen: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("一\n{{ nosuch }}\n", "utf-8")
    found = fault(shenzhen, tmp_path, "{% include 'b.md' %}")
    assert found.location and (found.location.file, found.location.line) == (str(tmp_path / "b.md"), 2)


@pytest.mark.parametrize("name", ["nosuch.md", ".", "a\0b.md"])
def test_template_that_is_no_file(shenzhen: dict[str, Any], tmp_path: Path, name: str) -> None:
    found = render_report(shenzhen, tmp_path / name)
    assert not isinstance(found, str) and found[0].location


def test_links_out_of_the_folder_are_not_followed(shenzhen: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("秘密", "utf-8")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "sub/in.md").write_text("里面", "utf-8")
    for name in ("out.md", "up/secret.md"):
        assert fault(shenzhen, folder, f"{{% include '{name}' %}}").code == "template-outside-folder"
    assert fault(shenzhen, folder, "{% include 'loop.md' %}").code == "file-not-found"
    (folder / "page.md").write_text("{% include 'sub/in.md' %}", "utf-8")
    assert render_report(shenzhen, folder / "page.md") == "里面\n"


def test_only_plain_data_reaches_a_template(shenzhen: dict[str, Any]) -> None:
    class Text(str):
        """A text with methods of its own."""

    for thing in (Path("x"), Text("x"), (1,), 1.5, {1: object()}):
        with pytest.raises(TypeError):
            render_report({**shenzhen, "spec": thing})


def test_what_a_macro_puts_together_stays_markdown(shenzhen: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "{% macro row(a) %}| {{ a }} | **乙** |{% endmacro %}\n{{ row('x|y') }}\n{{ row('*c')|trim ~ '*' }}\n"
        "{% set t %}- {{ '# a' }}{% endset %}\n\n{{ t }}\n{{ ['*a*', 2]|join('、') }}{{ ' ' ~ 3 }}\n",
        "utf-8",
    )
    assert render_report(shenzhen, page) == "| x\\|y | **乙** |\n| \\*c | **乙** |\\*\n\n- \\# a\n\\*a\\*、23\n"
