"""A number is taken from a book that exists, and is kept: it has a result variable."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Numbers stand on user tasks, are taken when these complete, and go into a variable."""
    for element in subject.elements:
        for number in element.extensions.numbers:
            if element.type not in {"userTask", "manualTask"}:
                yield error(
                    element,
                    "only a user task takes a number this way; elsewhere let a handler take it",
                    "只有人工任务可以这样取号；其他地方请用处理程序取号",
                    number.line,
                )
            if number.on != "complete":
                yield error(
                    element,
                    'a number is taken when the task completes; write on="complete" or leave it out',
                    '编号在任务完成时取得；请写 on="complete" 或省略',
                    number.line,
                )
            books = subject.known.books
            if books is not None and not number.book.startswith("=") and number.book not in books:
                yield error(
                    element,
                    f"there is no number book {number.book!r}; write one of {', '.join(sorted(books))}",
                    f"没有名为“{number.book}”的字号簿；现有：{'、'.join(sorted(books))}",
                    number.line,
                )
            if not number.result_variable:
                yield error(
                    element,
                    "the number that is taken would be lost; name a resultVariable",
                    "取得的编号会丢失；请填写 resultVariable",
                    number.line,
                )
            if number.kept_by and number.kept_by not in subject.process.elements:
                yield error(
                    element,
                    f"keptBy names {number.kept_by!r}, which is not in this process; name one of its nodes",
                    f"keptBy 引用的节点“{number.kept_by}”不在本流程中；请改为本流程的节点",
                    number.line,
                )
