"""Turn the table of options into a parser with its help, and parsed options into limits and replay words."""

from __future__ import annotations

import argparse
import difflib
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

from grader.cli.commands import COMMANDS
from grader.cli.options import GROUPS
from grader.errors import Misuse
from grader.sandbox.limits import Limits
from grader.version import VERSION

_SHAPES = {None: "{}", "?": "[{}]", "+": "{}..."}
"""The shape of a positional argument in a usage line, by its `nargs`."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise Misuse: one message in the words of all others, in place of the whole usage."""
        named, _, rest = message.removeprefix("argument ").partition(": ")
        attempt = f"{self.prog} --help"
        if message.startswith("argument "):
            raise Misuse(rest, where=f"{self.prog} {named}", attempt=attempt)
        raise Misuse(message, where=self.prog, attempt=attempt)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `options.command` names the command."""
    whole = _Parser(prog="grader", allow_abbrev=False, description="Check gradients: prove the reference, grade submissions.")
    whole.add_argument("--version", action="version", version=VERSION)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    whole.set_defaults(parsers=commands.choices)
    for name, command in COMMANDS.items():
        positional = [_SHAPES[option.nargs].format(option.unit) for option in command.options if not option.name.startswith("-")]
        examples = [f"  {line}" for line in command.examples]
        exit_codes = [f"  {code}  {meaning}" for code, meaning in command.exit_codes.items()]
        one = commands.add_parser(
            name,
            allow_abbrev=False,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            usage=" ".join([f"grader {name}", *positional, "[options]"]),
            epilog="\n".join(["examples:", *examples, "", "exit codes:", *exit_codes]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for title in GROUPS:
            options = [option for option in command.options if option.group == title]
            group = one.add_argument_group(title) if options else one
            for option in options:
                if not option.unit:
                    group.add_argument(option.name, action="store_true", help=option.description)
                    continue
                group.add_argument(
                    option.name,
                    metavar=option.unit,
                    type=option.convert,
                    default=option.default,
                    choices=option.choices,
                    help=option.description,
                    nargs=option.nargs,
                    action="extend" if option.several else "store",
                )
    return whole


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of a command line, and its `words`.

    Raises Misuse for wrong usage; a misspelt name is answered with the nearest one.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and not words[0].startswith("-"):
        _known(words[0], COMMANDS, "command", where="grader")
        names = {"--help", *(option.name for option in COMMANDS[words[0]].options)}
        for word in words[1 : words.index("--") if "--" in words else None]:
            if word.startswith("--"):
                _known(word.partition("=")[0], names, "option", where=f"grader {words[0]}")
        command: argparse.ArgumentParser = parser().get_default("parsers")[words[0]]
        if "--" in words:  # which intermixed arguments do not respect
            return command.parse_args(words[1:], argparse.Namespace(command=words[0], words=words))
        return command.parse_intermixed_args(
            words[1:], argparse.Namespace(command=words[0], words=words)
        )  # options between two PATHs
    return parser().parse_args(words)


def _known(name: str, names: Iterable[str], kind: str, *, where: str) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        attempt = f"did you mean {near[0]}?" if near else f"{where} --help"
        raise Misuse(f"no such {kind}", where=where, value=name, attempt=attempt)


def replayed(options: argparse.Namespace) -> tuple[str, ...]:
    """The words of those options that a replay has to repeat."""
    changed = [
        (option.name, getattr(options, option.key))
        for option in COMMANDS[options.command].options
        if option.replayed and getattr(options, option.key) != option.default
    ]
    texts = ((name, ",".join(value) if isinstance(value, list) else str(value)) for name, value in changed)
    return tuple(word for pair in texts for word in pair)


def continuing(words: Sequence[str], store: Path) -> str:
    """The command line that continues `grader grade` with its journal. It has no --seed: the journal knows its own."""
    kept: list[str] = []
    before = ""
    for word in words[1:]:
        if "--seed" not in (before, word) and not word.startswith(("--seed=", "--store=")) and "--store" not in (before, word):
            kept += [word] if word != "--resume" else []
        before = word
    return shlex.join(["grader", words[0], "--store", str(store), "--resume", *kept])


def limits_of(options: argparse.Namespace) -> Limits:
    """The limits that the options ask for. Raises Misuse for one that contradicts another."""
    return Limits(**{field.name: getattr(options, field.name) for field in fields(Limits) if hasattr(options, field.name)})
