"""Keep the README's outputs and option tables equal to the program's: `python tests/readme.py` rewrites it, `--check` compares.

<!-- output: COMMAND -->   the code block below it is what the command prints
<!-- options: COMMAND -->  the table below it lists the command's options
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from grader.cli.options import COMMANDS, GROUPS

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SHOWN = re.compile(r"(<!-- output: (?P<command>.*?) -->\n```\n)(?P<text>.*?)(```\n)", re.DOTALL)
TABLE = re.compile(r"(<!-- options: (?P<command>\w+) -->\n)(?:\|.*\n)*")

# What differs from one machine and one run to the next.
VARIES = (
    (re.compile(r"\d+\.\d+ s\b"), "0.00 s"),
    (re.compile(r"Python [\d.]+\S*"), "Python 3"),
    (re.compile(r"NumPy [\d.]+\S*"), "NumPy 2"),
    (re.compile(r"\d\.\de-1[5-7]|(?<= )0$", re.MULTILINE), "rounding"),
    (re.compile(r"isolation \w+ \(.*?\)", re.DOTALL), "isolation"),
    (re.compile(r"certificate \w+"), "certificate"),
    (re.compile(r" +"), " "),
)


def printed(command: str) -> str:
    """What a command prints at 80 columns, without colours."""
    name, *arguments = shlex.split(command)
    assert name == "grader"
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    run = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


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


def main() -> int:
    """0 if the README shows what the program prints."""
    readme = README.read_text(encoding="utf-8")
    fresh = SHOWN.sub(lambda m: f"{m[1]}{printed(m['command']).strip(chr(10))}\n{m[4]}", readme)
    fresh = TABLE.sub(lambda m: f"{m[1]}{options_table(m['command'])}", fresh)
    if "--check" not in sys.argv:
        README.write_text(fresh, encoding="utf-8")
        return 0
    same = steady(fresh) == steady(readme)
    print("the README shows what the program prints" if same else "the README is stale: run python tests/readme.py")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
