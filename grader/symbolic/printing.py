"""Print a normal form as text: -u_o, (yhat) exp(u_p.v_c)/(sum_x exp(u_x.v_c)), [s_k = o].

Vectors are written as vectors: the index of a coordinate is left out, and sum_j u[w, j] v[j] is u_w.v.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.symbolic.nodes import (
    Bound,
    Call,
    Delta,
    Entry,
    Factor,
    Inverse,
    Letter,
    Lookup,
    Monomial,
    Name,
    Poly,
    Sort,
    Term,
    Total,
)


def text(poly: Poly) -> str:
    """The poly as text; "0" if it is zero."""
    return _Writer(taken=frozenset(name.name for name in poly.free)).poly(poly)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes below some Totals: `blocks` holds the letters of their indices, the innermost first."""

    taken: frozenset[str]
    blocks: tuple[tuple[str, ...], ...] = ()

    def poly(self, poly: Poly) -> str:
        terms = [self.term(m, c) for m, c in poly.ordered()]
        return "".join(f" {t[0]} {t[1:]}" if t[0] == "-" and n else f" + {t}" if n else t for n, t in enumerate(terms)) or "0"

    def term(self, monomial: Monomial, c: Fraction) -> str:
        above = [(f, n) for f, n in monomial.powers.items() if n > 0 and not isinstance(f, Inverse)]
        below = [(f, -n) for f, n in monomial.powers.items() if n < 0]
        below += [(f, n) for f, n in monomial.powers.items() if isinstance(f, Inverse)]
        factors = [self.power(f, n, alone=len(monomial.powers) == 1 and abs(c) == 1) for f, n in above]
        factors += [f"exp({self.poly(monomial.exponent)})"] if monomial.exponent else []
        number = [str(abs(c))] if abs(c) != 1 or not factors else []
        return ("-" if c < 0 else "") + "*".join(number + factors) + "".join(f"/{self.power(f, n)}" for f, n in below)

    def power(self, factor: Factor, n: int, *, alone: bool = False) -> str:
        written = self.factor(factor)
        loose = isinstance(factor, Total) and (n != 1 or (written.startswith("sum_") and not alone))
        return (f"({written})" if loose else written) + (f"^{n}" if n != 1 else "")

    def factor(self, factor: Factor) -> str:
        match factor:
            case Entry():
                return self.indexed(factor.array, factor.indices)
            case Letter():
                return factor.name
            case Delta():
                return f"[{self.index(factor.left)} = {self.index(factor.right)}]"
            case Call():
                return f"{factor.function}({self.poly(factor.argument)})"
            case Inverse():
                return f"({self.poly(factor.poly)})"
            case Total():
                return self.total(factor)

    def total(self, total: Total) -> str:
        letters: list[str] = []
        for sort in total.sorts:
            letters.append(self.letter(sort, letters))
        within = _Writer(taken=self.taken, blocks=(tuple(letters), *self.blocks))
        powers = total.body.powers
        entries = [f for f in powers if isinstance(f, Entry) and isinstance(f.indices[-1], Bound)]
        plain = len(entries) == len(powers) and sum(powers.values()) == 2 and min(powers.values()) > 0
        if plain and total.sorts[0].coordinate and len(total.sorts) == 1 and not total.body.exponent:
            # An inner product: sum_j a[..., j] b[..., j] over one coordinate.
            return ".".join(within.indexed(f.array, f.indices[:-1]) for f in entries for _ in range(powers[f]))
        return f"sum_{','.join(letters)} {within.term(total.body, Fraction(1))}"

    def letter(self, sort: Sort, siblings: list[str]) -> str:
        """A letter for a bound index that is not used in this context."""
        used = {*self.taken, *siblings, *(letter for block in self.blocks for letter in block)}
        spare = (letter + "'" * primes for primes in range(len(used) + 1) for letter in sort.letters)
        return next(letter for letter in spare if letter not in used)

    def indexed(self, array: str, indices: tuple[Term, ...]) -> str:
        if "{}" in array:  # an unknown function: its name says where its indices stand
            return array.format(*map(self.index, indices))
        shown = [self.index(i) for i in indices if not (isinstance(i, Name) and i.sort.coordinate)]
        subscript = ",".join(shown)
        return array + (f"_{subscript}" if len(subscript) == 1 else f"_{{{subscript}}}" if subscript else "")

    def index(self, term: Term) -> str:
        match term:
            case Name():
                return term.name
            case Bound():
                return self.blocks[term.depth][term.place]
            case Lookup():
                return self.indexed(term.array, term.indices)
