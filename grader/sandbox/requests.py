"""The requests to the box: the files to load, and the calls, described by the kinds of argument that it knows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from grader.model import (
    WATCHED_CALLS,
    Argument,
    Array,
    Call,
    HelperModule,
    Index,
    Indices,
    LeftOut,
    Number,
    OwnFunction,
    Sampler,
    TableFunction,
    Word,
    WordIndex,
    Words,
)
from grader.model.allowed_imports import STANDARD_MODULES
from grader.sandbox.limits import Limits
from grader.sandbox.wire import Plain, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The files and settings that a fresh process is to load.

    module     name of the module whose functions are asked for
    files      the submission, by path inside it
    helpers    public modules, for whatever the submission does not bring itself
    stand_ins  names that are replaced in the module once it is loaded, with the source that defines them
    starters   functions as they were handed out, by name
    wanted     names of the functions that will be called
    skipped    statements that ended an earlier process of this submission
    modules    what its import statements find besides
    seed       what `random` and `numpy.random` are seeded with before the import and before each call
    step_factor  see `Question.step_factor`
    unwatched  names of functions whose steps stay as they are
    """

    module: str
    files: Mapping[str, bytes]
    helpers: tuple[HelperModule, ...] = ()
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    starters: Mapping[str, str] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    skipped: tuple[LeftOut, ...] = ()
    modules: tuple[str, ...] = STANDARD_MODULES
    seed: int = 0
    step_factor: float | None = None
    unwatched: tuple[str, ...] = ()


def material_frame(load: Load, needed: Sequence[str] = ()) -> bytes:
    """The frame with what is the same for all submissions of an assignment. A fork has it from its zygote.

    needed  modules that are not preloaded for everybody
    """
    return _material_frame(load.helpers, tuple(load.starters.items()), load.wanted, load.modules, tuple(needed))


@lru_cache(maxsize=16)
def _material_frame(
    helpers: tuple[HelperModule, ...],
    starters: tuple[tuple[str, str], ...],
    wanted: tuple[str, ...],
    modules: tuple[str, ...],
    needed: tuple[str, ...],
) -> bytes:
    return encode(
        {
            "helpers": {helper.name: helper.source for helper in helpers},
            "starters": dict(starters),
            "wanted": list(wanted),
            "modules": list(modules),
            "needed": list(needed),
        }
    )


def load_frame(number: int, load: Load, limits: Limits, skipped: Sequence[LeftOut] = ()) -> bytes:
    """The frame that begins a process's work on a submission.

    skipped  statements that ended earlier processes
    """
    header = {
        "id": number,
        "module": load.module,
        "files": list(load.files),
        "stand_ins": dict(load.stand_ins),
        "skipped": [[s.file, s.position, s.reason] for s in skipped],
        "seed": load.seed,
        "step_factor": load.step_factor,
        "watched_calls": WATCHED_CALLS,
        "unwatched": load.unwatched,
        "reply_bytes": limits.reply_limit << 10,
        "limits": {
            "memory": limits.memory_limit << 20,
            "processor": math.ceil(limits.cpu_limit),
            "file": max([limits.file_limit << 20, *map(len, load.files.values())]),  # what is handed in is written there
            "files": limits.files_limit,
        },
    }
    return encode(header, [np.frombuffer(content, "|u1") for content in load.files.values()])


def lines_of(load: Load) -> dict[str, int]:
    """The number of lines of each file that the process loads, by path; one more where the last is empty."""
    own = {path: len(content.splitlines()) + 1 for path, content in load.files.items()}
    return {**_lines_of_helpers(load.helpers), **own}


@lru_cache(maxsize=16)
def _lines_of_helpers(helpers: tuple[HelperModule, ...]) -> dict[str, int]:
    return {each.name.replace(".", "/") + ".py": len(each.source.encode().splitlines()) + 1 for each in helpers}


@lru_cache(maxsize=128)  # frames of 20 kB: each submission of a class is asked the same
def calls_frame(number: int, calls: tuple[Call, ...]) -> bytes:
    """The frame that asks for calls of one function."""
    arrays: list[Plain] = []
    described = [{"outputs": c.outputs, "arguments": [_describe(a, arrays) for a in c.arguments]} for c in calls]
    return encode({"id": number, "function": calls[0].function, "calls": described}, arrays)


def _describe(argument: Argument, arrays: list[Plain]) -> dict[str, Any]:  # noqa: C901, PLR0911 - one for each kind
    """An argument as the box knows it; its arrays join those of the frame."""
    match argument:
        case Array():
            return {"kind": "array", "array": _store(argument.value, arrays)}
        case Number():
            return {"kind": "value", "value": float(argument.value)}
        case Index():
            return {"kind": "value", "value": int(argument.value)}
        case Word():
            return {"kind": "value", "value": str(argument.value)}
        case Indices():
            return {"kind": "list", "value": [int(index) for index in argument.values]}
        case Words():
            return {"kind": "list", "value": list(argument.values)}
        case WordIndex():
            return {"kind": "index_of_words", "value": {word: int(index) for word, index in argument.indices.items()}}
        case Sampler():
            methods, draws = [argument.method, *argument.aliases], [int(draw) for draw in (*argument.draws, *argument.more)]
            return {"kind": "sampler", "methods": methods, "draws": draws}
        case OwnFunction():
            return {"kind": "own", "name": argument.name}
        case TableFunction():
            return {
                "kind": "table",
                "parameters": list(argument.parameters),
                "key": argument.key,
                "keys": [int(key) for key in argument.keys],
                "expected": {position: _store(array, arrays) for position, array in argument.expected.items()},
                "answers": [_store(array, arrays) for array in argument.answers],
                "any_layout": argument.any_layout,
                "name": argument.name,
                "defaults": list(argument.defaults),
                "others": [_describe(other, arrays) for other in argument.others],
            }


def _store(array: Plain, arrays: list[Plain]) -> int:
    arrays.append(np.asarray(array, dtype="<f8"))
    return len(arrays) - 1
