"""JSON Schemas (draft-07, the draft that editors read best) of the files, for editors and for other programs.

Each is made from what reads the file, so that what can be scored is never underlined; described in Chinese.
"""

from __future__ import annotations

from typing import Any

from perfeval.plan import Plan

KINDS = ("spec", "project", "test", "scorecard")
"""What there are schemas of."""


def schema_of(kind: str, plan: Plan | None = None) -> dict[str, Any]:
    """The schema of a kind of file; of projects of one spec, where its plan is given."""
    from perfeval.schema import making, project, spec

    if kind == "project":
        return project.project_schema(plan)
    if kind == "spec":
        return spec.spec_schema()
    if kind == "test":
        from perfeval.testing.model import SpecTests

        return spec.headed("test", "指标体系的测试（perfeval: test/1）", making.made(SpecTests))
    from perfeval.schema.scorecard import Card

    return spec.headed(
        "scorecard", "评分结果（perfeval: scorecard/1），perfeval score -f json 写出的", making.made(Card)
    )


def text_of(schema: dict[str, Any]) -> str:
    """The schema as the text of a file."""
    import json

    return json.dumps(schema, ensure_ascii=False, indent=1)
