"""Keep of an answer what somebody may look at, so that memory is bounded by what is asked and not by what is handed in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.model import Answer, Call, Unfit
from grader.sandbox.wire import Plain

SAMPLE = 5
"""Numbers that are kept of an output that is not kept whole: enough to see whether it is constant."""


def kept(answer: Answer, call: Call) -> Answer:
    """The answer, in which arrays that are larger than the call allows, and outputs that it does not ask for, are an Unfit."""
    unfit = [
        i for i, o in enumerate(answer.outputs) if isinstance(o, np.ndarray) and (o.size > call.largest or i >= call.outputs)
    ]
    if not unfit:
        return answer
    outputs = [_unfit(o) if isinstance(o, np.ndarray) and i in unfit else o for i, o in enumerate(answer.outputs)]
    return replace(answer, outputs=tuple(outputs))


def _unfit(array: Plain) -> Unfit:
    places = np.linspace(0, array.size - 1, SAMPLE).astype(np.intp) if array.size else ()
    return Unfit(
        dtype=str(array.dtype),
        shape=array.shape,
        finite=array.dtype.kind != "f" or bool(np.isfinite(array).all()),
        sample=tuple(float(array.flat[i]) for i in places),
    )
