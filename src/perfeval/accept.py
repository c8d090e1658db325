"""Exceptions that a spec or a project states itself: a warning that has its reason."""

from pydantic import Field

from perfeval.model import Day, Model, Words


class Accept(Model):
    """A warning or note that is no fault here, and why."""

    code: Words = Field(description="哪一种警告或提示，如 quantity-only；错误不能这样说明")
    because: Words = Field(description="理由")
    until: Day | None = Field(None, description="到哪一天为止，含当日；不写则一直有效")
    at: Words | None = Field(None, description="只限哪个指标（连同下级）的编号，或哪个事实的名称；不写则全文件")
