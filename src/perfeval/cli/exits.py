"""Exit codes, one place for all."""

from __future__ import annotations

OK = 0
NO = 1
USAGE = 2
UNUSABLE = 3
SET_ASIDE = 4
BUG = 70
CANNOT_WRITE = 74
INTERRUPTED = 130
PIPE_CLOSED = 141

MEANINGS = {
    OK: "完成",
    NO: "答案为否：有问题、测试与预期不符、有要改的文件、没有达到要求的分数或等级，或（--strict 时）与公布的数字不符",
    USAGE: "命令写错了",
    UNUSABLE: "输入的文件不能用",
    SET_ASIDE: "批量评分完成，有的项目不能评分，另列在 errors.jsonl",
    BUG: "程序自身的错误",
    CANNOT_WRITE: "结果写不出去",
    INTERRUPTED: "被中断",
    PIPE_CLOSED: "接收输出的程序已关闭",
}
"""What each code means, for the help and the README."""


class Leave(Exception):
    """Ends the program with an exit code, after what was to be said has been said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
