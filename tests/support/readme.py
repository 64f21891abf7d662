"""Keep the outputs and option tables of the README, and its picture, equal to what the program prints.

<!-- output: COMMAND -->   the code block below it is what the command prints
<!-- options: COMMAND -->  the table below it lists the command's options

`python -m tests.support.readme` rewrites both; `--check` only compares, and ends with exit code 1 where one is stale.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from grader.cli.commands import COMMANDS
from grader.cli.options import GROUPS

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
SHOWN = re.compile(r"(<!-- output: (?P<command>.*?) -->\n```\n)(?P<text>.*?)(```\n)", re.DOTALL)
TABLE = re.compile(r"(<!-- options: (?P<command>\w+) -->\n)(?:\|.*\n)*")

PICTURE = ROOT / ".github" / "report.svg"
PICTURED = "grader check tests/submissions/class/ingrid.py --seed 3"

# What differs from one machine and one run to the next.
VARIES = (
    (re.compile(r"\d+\.\d+ s\b"), "0.00 s"),
    (re.compile(r"Python [\d.]+\S*"), "Python 3"),
    (re.compile(r"NumPy [\d.]+\S*"), "NumPy 2"),
    (re.compile(r"\d\.\de-1[5-7]|(?<= )0$", re.MULTILINE), "rounding"),
    (re.compile(r"isolation \w+ \(.*?\)", re.DOTALL), "isolation"),
    (re.compile(r"\s+"), " "),  # where a line is broken depends on the lengths of these
)


def printed(command: str, **colours: str) -> str:
    """The output of a command at 80 columns. A check that finds a mistake has done its work: exit code 1."""
    name, *arguments = shlex.split(command)
    assert name == "grader"
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", **colours}
    run = [sys.executable, "-m", "grader", *arguments]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def options_table(command: str) -> str:
    """The options of a command as a Markdown table, by group."""
    options = [option for option in COMMANDS[command].options if option.name.startswith("-")]
    rows = ["| | option | what it does |", "|---|---|---|"]
    for group in GROUPS:
        heading = group
        for option in (option for option in options if option.group == group):
            name = f"{option.name} {option.unit}".strip().replace("|", "\\|")
            rows.append(f"| {heading} | `{name}` | {option.description} |")
            heading = ""
    return "\n".join(rows) + "\n"


def steady(text: str) -> str:
    """The text without what varies."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return text.strip()


def picture() -> str:
    """The report of PICTURED as SVG, the same on every machine. It loads no font: the reader's monospaced one will do."""
    output = printed(PICTURED, FORCE_COLOR="1", TERM="xterm-256color")
    for name in ("Python", "NumPy"):
        output = re.sub(rf"{name} (\d+)\S*?(?=\x1b|\s)", rf"{name} \1", output)
    console = Console(record=True, width=80, file=StringIO(), color_system="truecolor")
    console.print(Text.from_ansi(output.strip("\n")), Text(" "), sep="\n")  # Rich cuts off the feet of the last line's letters
    svg = console.export_svg(title=PICTURED, theme=DEFAULT_TERMINAL_THEME, unique_id="report")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code, ", "")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    """0 if README and picture show what the program prints, or were rewritten."""
    readme = README.read_text(encoding="utf-8")
    fresh = SHOWN.sub(lambda m: f"{m[1]}{printed(m['command'], NO_COLOR='1').strip(chr(10))}\n{m[4]}", readme)
    fresh = TABLE.sub(lambda m: f"{m[1]}{options_table(m['command'])}", fresh)
    drawn = picture()
    if "--check" not in sys.argv:
        README.write_text(fresh, encoding="utf-8")
        PICTURE.write_text(drawn, encoding="utf-8")
        return 0
    stale = [README.name] if steady(fresh) != steady(readme) else []
    # Only the texts are compared: another version of Rich may draw them a little differently.
    texts = re.compile(r"(?<=>)[^<>]+(?=</text>)")
    if not PICTURE.exists() or texts.findall(PICTURE.read_text(encoding="utf-8")) != texts.findall(drawn):
        stale.append(PICTURE.name)
    print(f"stale: {', '.join(stale)}; run python -m tests.support.readme" if stale else "README and picture are up to date")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
