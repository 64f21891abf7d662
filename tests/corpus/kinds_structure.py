"""Right values in the wrong shape, too few or too many of them, no numbers at all, exceptions."""

from __future__ import annotations

from functools import partial

import numpy as np

from tests.corpus.corpus import PIECES
from tests.corpus.kinds_common import NOTHING, RECORDS, TARGETS, kind

# --- one gradient in another shape: array -> what is handed in, and the pieces of that array that see it -------------------

LAYOUTS = {
    "with an axis in front": lambda a: a[None],
    "with an axis behind": lambda a: a[..., None],
    "summed to one number": np.sum,
    "its mean": np.mean,
    "the first entry alone": lambda a: a.flat[0],
    "without its last entry": lambda a: a.ravel()[:-1],
    "one entry too many": lambda a: np.append(a.ravel(), 0.0),
    "summed over the first axis": lambda a: a.sum(axis=0),
    "as complex numbers": lambda a: a + 0j,
    "as an array of objects": lambda a: a.astype(object),
    "as text": str,
    "as None": lambda a: None,
    "as a dictionary": lambda a: dict(enumerate(a)),
    "as whole numbers": lambda a: np.rint(a * 3).astype(int) + 1,
    "as truth values": lambda a: np.abs(a) >= 0,
    "twice": lambda a: np.array([a, a]),
}
OF_MATRICES = {
    "flattened": np.ravel,
    "without its last row": lambda a: a[:-1],
    "without its first column": lambda a: a[:, 1:],
    "with a row too many": lambda a: np.vstack([a, a[:1]]),
    "read in another order": lambda a: a.ravel().reshape(a.shape[::-1]),
}


def _by_array(function):
    """Array of a record -> the pieces that look at it, and whether it is a matrix."""
    found = {}
    for target in TARGETS[function]:
        found.setdefault(target.array, set()).update(target.pieces(target.spoils))
    return found


PLACE = {"Elementwise": ("G",), "Pair": ("L", "g", "G"), "SkipGram": ("L", "G", "H")}


def _arrays(function):
    record = RECORDS[function]
    return PLACE[record.__name__] if record.__name__ in PLACE else PLACE[record.__mro__[1].__name__]


def _handed_in(function, array, change, record):
    """The outputs with one of them changed."""
    outputs = record.outputs
    if not isinstance(outputs, tuple):
        changed = change(outputs)
        return NOTHING if changed is None else changed
    place = _arrays(function).index(array)
    return tuple(change(value) if i == place else value for i, value in enumerate(outputs))


def _layouts(function):
    found = []
    for array, pieces in _by_array(function).items():
        if array == "L":
            continue
        matrix = array in ("G", "H") and len(_arrays(function)) > 1
        for name, change in (LAYOUTS | OF_MATRICES if matrix else LAYOUTS).items():
            spoil = partial(_handed_in, function, array, change)
            found.append(kind(function, f"{array} {name}", "wrong shape", spoil, pieces))
    return found


LOSSES = {
    "as text": str,
    "as None": lambda loss: None,
    "two numbers": lambda loss: np.array([loss, loss]),
    "none at all": lambda loss: np.array([]),
    "as a complex number": complex,
    "as a whole number": lambda loss: int(loss) + 1,
}


def _losses(function):
    pieces = _by_array(function).get("L", ())
    return [
        kind(function, f"the loss {name}", "wrong shape", partial(_handed_in, function, "L", change), pieces)
        for name, change in (LOSSES.items() if pieces else ())
    ]


# --- outputs and exceptions -----------------------------------------------------------------------------------------------


def _raise(record):
    raise ValueError("a mistake of the student's")


OUTPUTS = {
    "nothing is returned": lambda r: (),
    "two outputs, not three": lambda r: r.outputs[:2],
    "four outputs, not three": lambda r: (*r.outputs, 0.0),
    "only the loss": lambda r: r.outputs[0],
    "one array of all": lambda r: np.concatenate([np.ravel(x) for x in r.outputs]),
}


def structure(function):
    """All of it for one function."""
    every = PIECES[function]
    found = _layouts(function) + _losses(function)
    if len(_arrays(function)) > 1:
        found += [kind(function, name, "outputs", spoil, every) for name, spoil in OUTPUTS.items()]
    return [*found, kind(function, "it raises", "raises", _raise, every)]
