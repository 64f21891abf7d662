"""Read formulas back from their ASCII text and give their values: written from the notation alone, without the writer.

sum    = [-] product {(+|-) product}
product = factor {[*|/] factor}                 from left to right; sum_x, log and d/d reach over the rest of the product
factor = atom [^ atom | ^T] [. atom]            u_o.v_c is an inner product
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_TOKEN = re.compile(
    r"\s*(?P<sum>sum_\w'*)|\s*(?P<function>(?:exp|log|sigma)(?=\())|\s*(?P<log>log )"
    r"|\s*(?P<name>[A-Za-z]+(?:_(?:\{[^}]*\}|\w'*))?'*)"
    r"|\s*(?P<number>\d+)|\s*(?P<sign>[-+*/^().\[\]=])"
)


def tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        assert match, text[place:]
        found.append((str(match.lastgroup), match[match.lastgroup or 0].strip()))
        place = match.end()
    return found


@dataclass
class Reader:
    """Values of a formula: `arrays` by name, `sizes` by the letters of bound indices, `at` the values of free indices."""

    arrays: dict[str, Any]
    sizes: dict[str, int]
    samples: tuple[int, ...]
    at: dict[str, int]
    left: list[tuple[str, str]] = field(default_factory=list)

    def value(self, text: str) -> Any:
        self.left = tokens(text)
        value = self.sum()
        assert not self.left, self.left
        return value

    def peek(self) -> str:
        return self.left[0][1] if self.left else ""

    def take(self, wanted: str = "") -> str:
        _, text = self.left.pop(0)
        assert not wanted or text == wanted, (wanted, text)
        return text

    def sum(self) -> Any:
        negative = self.peek() == "-" and bool(self.take())
        value = -self.product() if negative else self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Any:
        value: Any = None
        while self.left and self.peek() not in ("+", "-", ")", "]", "="):
            divides = self.peek() == "/" and value is not None
            if self.peek() in ("/", "*"):
                self.take()
            factor = self.factor()
            value = factor if value is None else value / factor if divides else value * factor
        return value

    def factor(self) -> Any:
        value = self.atom()
        if self.peek() == "^":
            self.take()
            value = value ** self.atom()
        if self.peek() == ".":
            self.take()
            value = float(np.dot(value, self.atom()))
        return value

    def atom(self) -> Any:  # noqa: PLR0911 - one for each kind of token
        kind, text = self.left[0]
        self.take()
        if kind == "number":
            return int(text)
        if kind == "log":
            return np.log(self.product())
        if kind == "function":
            functions = {"exp": np.exp, "log": np.log, "sigma": lambda x: 1 / (1 + np.exp(-x))}
            return functions[text](self.enclosed())
        if kind == "sum":
            return self.total(text.removeprefix("sum_"))
        if text == "(":
            self.left.insert(0, ("sign", "("))
            return self.enclosed()
        if text == "[":
            one = self.index(self.take())
            self.take("=")
            other = self.index(self.take())
            self.take("]")
            return int(one == other)
        return self.entry(text)

    def enclosed(self) -> Any:
        self.take("(")
        value = self.sum()
        self.take(")")
        return value

    def total(self, letter: str) -> Any:
        rest, before = list(self.left), self.at.get(letter)
        values = []
        for n in range(self.sizes[letter[0]]):
            self.left, self.at[letter] = list(rest), n
            values.append(self.product())
        self.at.pop(letter) if before is None else self.at.update({letter: before})
        return sum(values)

    def index(self, text: str) -> int:
        text = text.removeprefix("{").removesuffix("}")
        if text.startswith("w_"):
            return self.samples[self.index(text.removeprefix("w_"))]
        return self.at[text]

    def entry(self, name: str) -> Any:
        if name in self.arrays:
            return self.arrays[name]
        if name == "e":
            return np.e
        if name in self.sizes:
            return self.sizes[name]
        base, _, below = name.partition("_")
        if (base, below[:1]) == ("v", "{"):  # v_{c,j}
            return self.arrays["v_c"][self.at[below[1:-1].split(",")[1]]]
        places = [self.index(i) for i in below.removeprefix("{").removesuffix("}").split(",")]
        if below[:1] in "kil":  # u_k is short for u_{w_k}
            places = [self.samples[places[0]]]
        return self.arrays[base][tuple(places)]
