r"""Write the derivation of each part as a LaTeX document, in which the sign over each = is its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model.written import Formula, Line, WrittenDerivation, Wrong

WIDE = 84
"""Characters of a row beyond which the next equality stands in a row of its own."""

_SIGNS = {"proved": r"\proved", "undecided": r"\undecided", "false": r"\false"}

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{amsmath,amssymb,cancel,xcolor}
\definecolor{right}{RGB}{0,120,40}
\definecolor{wrong}{RGB}{190,20,30}
\definecolor{doubt}{RGB}{190,110,0}
\definecolor{aside}{gray}{0.4}
\newcommand{\signed}[2]{\mathrel{\overset{\textcolor{#1}{\scriptstyle #2}}{=}}}
\newcommand{\proved}{\signed{right}{\checkmark}}
\newcommand{\undecided}{\signed{doubt}{?}}
\newcommand{\false}{\signed{wrong}{\times}}
\newcommand{\circled}[1]{\text{\textcircled{\scriptsize #1}}}
\newcommand{\since}[1]{\qquad\text{\small\color{aside}since }{\color{aside}#1}}
\newcommand{\pageline}[2]{\par\medskip\noindent\makebox[2.2em][l]{\footnotesize\color{aside}#1}$\displaystyle #2$\par}
\newcommand{\remark}[1]{\par\noindent\hspace*{2.2em}\begin{minipage}{0.9\linewidth}\footnotesize\color{aside}#1\end{minipage}\par}
\newcommand{\wrongline}[2]{\par\smallskip\noindent\hspace*{2.2em}\begin{minipage}{0.9\linewidth}\footnotesize
  \color{wrong}#1\end{minipage}\par}
\setlength{\parindent}{0pt}
\allowdisplaybreaks
\begin{document}
"""


def derivation_to_latex(written: WrittenDerivation) -> Iterator[str]:
    """The document, a piece for each line of a derivation."""
    yield _PREAMBLE
    yield rf"\section*{{{escaped(written.title)}}}" + "\n"
    yield "".join(rf"\remark{{{layout.latex}}}" + "\n" for layout in written.layouts)
    for part in written.parts:
        if part.lines or part.results:
            yield rf"\subsection*{{({part.id}) {escaped(part.title)}}}" + "\n"
            for line in (*part.lines, *part.results):
                yield _line(line)
    yield _summary(written)
    yield "\\end{document}\n"


def escaped(text: str) -> str:
    """Plain text, with the characters that LaTeX reads as commands made harmless."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(c, f"\\{c}" if c in "&%$#_{}" else c) for c in text)


def _line(line: Line) -> str:
    """The chain in rows: as many equalities side by side as there is room for, the others below the first sign."""
    rows, used = [line.left.latex + " &"], _cells(line.left)
    if line.equalities and used + _cells(line.equalities[0].right) > WIDE:
        rows, used = ["& " + line.left.latex, r"& \qquad"], 0
    for equality in line.equalities:
        sign = _SIGNS[equality.verdict]
        since = rf"\since{{{', '.join(fact.latex for fact in equality.since)}}}" if equality.since else ""
        cells = _cells(equality.right) + sum(map(_cells, equality.since))
        if not rows[-1].endswith(("&", r"\qquad")) and used + cells > WIDE:
            rows.append("&" if len(rows) == 1 or not rows[0].startswith("&") else r"& \qquad")
            used = 0
        rows[-1] += f" {sign} {equality.right.latex}{since}"
        used += cells + (WIDE if since else 0)
    body = " \\\\\n  ".join(rows) if line.equalities else rf"{line.left.latex} & = \; ?"
    text = rf"\pageline{{{line.number or ''}}}{{\begin{{aligned}}[t] {body} \end{{aligned}}}}" + "\n"
    if line.note.latex:
        text += rf"\remark{{{line.note.latex}}}" + "\n"
    return text + "".join(_wrong(wrong) for wrong in line.wrong)


def _cells(formula: Formula) -> int:
    """Roughly how wide a formula is in print: the numerator of a fraction stands over its denominator."""
    text = formula.unicode
    return len(text) - sum(len(part.split(")")[0]) for part in text.split("/(")[1:])


def _wrong(wrong: Wrong) -> str:
    formula = ""
    if wrong.left and wrong.right:
        sign = _SIGNS["false" if wrong.refuted else "undecided"]
        formula = rf"$\displaystyle {wrong.left.latex} {sign} {wrong.right.latex}$ \quad as the page has it: "
    return rf"\wrongline{{{formula or 'On the page: '}{wrong.what.latex}}}{{}}" + "\n"


def _summary(written: WrittenDerivation) -> str:
    verdicts = [equality.verdict for line in written.lines for equality in line.equalities]
    counts = ", ".join(f"{verdicts.count(name)} {name}" for name in _SIGNS if name in verdicts)
    wrong = sum(len(line.wrong) for line in written.lines)
    slips = f"; {wrong} slips of the page" if wrong else ""
    numbers = " A number in the margin is the line of the page." if any(line.number for line in written.lines) else ""
    return rf"\remark{{\medskip {counts}{slips}.{numbers}}}" + "\n"
