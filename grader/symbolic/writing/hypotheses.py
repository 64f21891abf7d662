"""Write the hypotheses of a claim: w != o, o is none of w_1, ..., w_K."""

from __future__ import annotations

from grader.symbolic.facts import Absent, Different, Fact, Injective
from grader.symbolic.language import Array
from grader.symbolic.writing.formulas import Writer
from grader.symbolic.writing.styles import ASCII, Style


def hypothesis(fact: Fact, style: Style = ASCII) -> str:
    """A hypothesis in one style."""
    index = Writer(style=style).index
    match fact:
        case Different():
            return f"{index(fact.one)}{style.differs}{index(fact.other)}"
        case Absent():
            return f"{index(fact.index)}{style.words('is none of')}{_all(fact.array, style)}"
        case Injective():
            return f"{_all(fact.array, style)}{style.words('are different').rstrip()}"
    raise TypeError(f"{type(fact).__name__} cannot be written")


def _all(array: Array, style: Style) -> str:
    return f"{style.indexed(array.name, ['1'])}, {style.dots}, {style.indexed(array.name, [array.axes[0].size])}"
