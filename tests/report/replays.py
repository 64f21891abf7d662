"""Cases of a replay, made by hand: one that is wrong in one row, and every way in which there is no array to compare."""

from __future__ import annotations

import numpy as np

from grader.model import (
    Answer,
    Call,
    Case,
    CaseRecord,
    Fault,
    FaultKind,
    NotNumeric,
    PieceRecord,
    TableFunction,
    Verdict,
)

CALL = Call(function="loss_and_gradient", arguments=(), outputs=2)
LOSS, GRADIENT = np.array(0.75), np.array([[0.1, -0.25], [2e-7, 3.0]])
TABLE = TableFunction(parameters=("i",), key=0, keys=(0, 2), expected={}, answers=(np.zeros(3),))


def record(*outputs, fault=None, call=CALL, expected=GRADIENT, function="softmax", why="V != d"):
    """One case whose loss and gradient were judged; the submission returned `outputs`, or there is a fault."""
    inputs = {"center_vector": np.array([1.5, -2.0]), "outside_index": 3, "outside_indices": (3, 0, 3), "table": TABLE}
    pieces = tuple(
        PieceRecord(part="b", output=name, verdict=Verdict.INCORRECT, process="ordinary", form="as given", measured=())
        for name in ("loss", "gradient")
    )
    return CaseRecord(
        case=Case(function=function, group="plain", inputs=inputs, why=why, number=7),
        call=call,
        answers={"ordinary": Answer(outputs=outputs, fault=fault)} if call else {},
        expected={"loss": LOSS, "gradient": expected},
        verdicts={"b": Verdict.INCORRECT},
        pieces=pieces,
    )


RECORDS = (
    record(LOSS, GRADIENT + np.array([[0.0, 1e-12], [0.0, -0.125]])),
    record(np.array([0.75]), GRADIENT[0]),
    record(NotNumeric(type_name="str")),
    record(fault=Fault(kind=FaultKind.RAISED, error="ValueError", message="shapes (2,) (3,)", line=12)),
    record(call=None),
)


def with_text(text):
    """The same with a text of a submission wherever it has a say."""
    fault = Fault(kind=FaultKind.RAISED, error=text, message=text)
    return (record(NotNumeric(type_name=text), function=text, why=text), record(fault=fault))
