"""Text from a submission, made harmless: it names files, quotes exceptions, and may have been written to deceive.

A terminal obeys control characters, reorders by bidirectional ones and hides zero-width ones; Rich parses markup in plain
strings. So every text that is not the grader's own goes through `printable`, and into a renderable as `Text`, never as `str`.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from grader.model.texts import PICTURES

ID_LIMIT = 120
"""Characters of an id or a title: longer than the file names that learning platforms make up."""

MESSAGE_LIMIT = 600
"""Characters of a message: seven lines of 80. NumPy's longest explanations are half of that."""

MARKS_PER_LETTER = 4
"""Combining marks that one letter keeps. Vietnamese needs two, pointed Hebrew three, stacked Tibetan vowels four; piles of
dozens are made to run over the lines above and below."""

_REPLACEMENT = "\ufffd"
_ELLIPSIS = "…"

_SHOWN: dict[int, str] = {
    **PICTURES,
    ord("\r"): "",  # together with \n it ends a line, alone it would overwrite one
    0x2028: "↵ ",  # line separator
    0x2029: "↵ ",  # paragraph separator
}

# These are letters, marks or symbols by category and yet invisible: fillers and the empty Braille pattern. (Unicode calls
# most of them default ignorable code points.)
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180f")

# They choose between two pictures of the character before them: nothing is lost without them but a doubt about its width.
_VARIATION_SELECTORS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# Joiners are orthography in Persian and in the scripts of India, and glue in emoji. Between such characters they are dropped,
# anywhere else they can only hide.
_JOINER_IN_PLACE = re.compile("(?<=[^\x00-\u058f])[\u200c\u200d](?=[^\x00-\u058f])")

_KEPT = frozenset("LMNPS")
"""The first letter of the categories that may be shown: letters, marks, numbers, punctuation, symbols."""


def printable(text: str, *, limit: int = MESSAGE_LIMIT) -> str:
    """`text` in one line that any terminal, table or file can take: at most `limit` characters, the last is "…" if it was cut.

    Letters of every language, numbers, punctuation and symbols stay; line ends become "↵", other control characters their
    pictures, everything that is invisible, unassigned, private or half of a surrogate pair becomes U+FFFD. Doing it twice
    changes nothing. Letters that are written from right to left stay too, so a terminal may show them in its own order.
    """
    start = _VARIATION_SELECTORS.sub("", text[: limit + 1])
    kept: list[str] = []
    pile = MARKS_PER_LETTER
    for character in "".join(map(_shown, _JOINER_IN_PLACE.sub("", start))):
        pile = pile + 1 if unicodedata.category(character).startswith("M") else 0
        if pile > MARKS_PER_LETTER and not kept:  # marks without a letter get a circle that carries them
            kept.append("◌")
            pile = 1
        if pile <= MARKS_PER_LETTER:
            kept.append(character)
    shown = "".join(kept)
    return shown if len(shown) <= limit and len(text) <= limit else shown[: limit - 1] + _ELLIPSIS


def shown(text: str, style: str = "", *, limit: int = MESSAGE_LIMIT) -> Text:
    """`printable` text as a renderable, in which no markup is looked for."""
    return Text(printable(text, limit=limit), style=style)


def shown_lines(text: str, style: str = "") -> Text:
    """A text of the grader's own making (a residual, a traceback) in full, with its line ends."""
    lines = text.expandtabs(4).splitlines()
    return Text("\n").join(Text(printable(line, limit=len(line) + 1), style=style) for line in lines)


def middle_cut(text: str, *, width: int) -> str:
    """Printable `text` in at most `width` cells; what is too long loses its middle, for names often differ at the end only."""
    if cell_len(text) <= width:
        return text
    tail = max(width - 1, 0) // 3
    end = text[len(text) - tail :]
    while cell_len(end) > tail:
        end = end[1:]
    return set_cell_size(text, max(width - 1 - tail, 0)) + _ELLIPSIS[:width] + end


def _shown(character: str) -> str:
    """One character, as it may be shown."""
    if character.isascii() and character.isprintable():
        return character
    if (known := _SHOWN.get(ord(character))) is not None:
        return known
    category = unicodedata.category(character)
    if category == "Zs":  # spaces of every width: one cell
        return " "
    return character if category[0] in _KEPT and character not in _INVISIBLE else _REPLACEMENT
