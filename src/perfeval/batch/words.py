"""What tables call the names of projects, rows that are no projects, and projects without a name."""

from perfeval.regex import regex

NAMES = ("项目", "项目名称", "项目名", "name")
"""The columns that give the name of the project."""
SUMS = ("合计", "小计", "总计", "总分", "合计得分", "平均", "平均分", "平均值", "汇总")
"""What rows are called that are sums or means of others."""
UNNAMED = "（没有写名称）"

_LOOSE = regex(r"\s+|[\s:：*＊]+$")


def word(text: str) -> str:
    """A word of a table without what people put between and behind its letters.

    >>> word("合　计： "), word("项目名称 *"), word("项:目")
    ('合计', '项目名称', '项:目')
    """
    return _LOOSE.sub("", text)
