"""Write remarks: words in which names and short formulas stand between backquotes, as in "`u_k` is short for `u_{w_k}`"."""

from __future__ import annotations

import re
from typing import Any

from grader.symbolic.language import Array, IndexSum
from grader.symbolic.writing.formulas import Writer
from grader.symbolic.writing.names import GREEK
from grader.symbolic.writing.pieces import ATOM
from grader.symbolic.writing.styles import ASCII, LATEX, Style
from grader.symbolic.writing.vectors import matrix_times_vector, outer_product

_QUOTED = re.compile(r"`([^`]*)`")
_PART = re.compile(r"(?P<name>[A-Za-z]+)_(?:\{(?P<many>[^}]*)\}|(?P<one>\w))|(?P<word>[A-Za-z]+)|(?P<sign>\s*!=\s*|\.\.\.)")
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"})


def remark(text: str, style: Style) -> str:
    """A remark in one style."""
    if style is ASCII:
        return text.replace("`", "")
    parts = _QUOTED.split(text)
    words = [part.translate(_SPECIAL) if style is LATEX else part for part in parts[::2]]
    formulas = [_PART.sub(lambda m: _part(m, style), part) for part in parts[1::2]]
    shown = [f"${formula}$" if style is LATEX else formula for formula in formulas]
    return "".join(word + formula for word, formula in zip(words, [*shown, ""], strict=True))


def layouts(name: str, array: Array) -> list[str]:
    """Remarks on an input of the code: how a matrix lies on paper and in code, and what the vectors of samples are called."""
    if array.values is not None and array.axes[0].short:
        letter, size = array.axes[0].letters[0], array.axes[0].size
        return [f"`u_{letter}` is short for `u_{{{array.name}_{letter}}}`, the vector of sample `{letter}` of `{size}` ({name})"]
    if len(array.axes) != 2 or not array.axes[1].coordinate:
        return []
    rows, columns = (axis.size for axis in array.axes)
    vector = f"`{array.name}_{array.axes[0].letters[0]}`"
    return [f"{vector} is a column of a {columns} x {rows} matrix on paper, and a row of {name} ({rows}, {columns}) in code"]


def in_code(claim: Any, style: Style) -> str:
    """How the code computes a matrix or a product with one, where the vectors are rows; "" for anything else."""
    number, vector = claim.right, None
    if claim.whole and (pair := outer_product(number, *claim.whole)):
        write = Writer(style=style, hidden=frozenset(claim.whole))
        column, row = (write.formula(part) for part in pair)
        vector = f"{style.name('outer')}({row}, {column})"
    elif isinstance(number, IndexSum) and (product := matrix_times_vector(number, frozenset(claim.at))):
        entry, rest = product
        write = Writer(style=style, hidden=frozenset({number.index, *entry.indices}))
        vector = f"{write.firm(rest, ATOM).text} @ {style.name(entry.base.name.upper())}"
    if vector is None:
        return ""
    said = "in code, where vectors are rows: "
    return f"{said}${vector}$" if style is LATEX else said + vector


def _part(match: re.Match[str], style: Style) -> str:
    if match["sign"]:
        return style.dots if "." in match["sign"] else style.differs
    if match["word"]:
        word: str = match["word"]
        return style.name(word) if len(word) == 1 or word in GREEK or word.endswith("hat") else word
    inside = match["many"] or match["one"]
    return style.indexed(match["name"], [_PART.sub(lambda m: _part(m, style), inside)])
