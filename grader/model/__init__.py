"""The records that everything else speaks in. They hold data, check themselves, and sum; they do nothing."""

from typing import TYPE_CHECKING

from grader.lazily import names_of
from grader.model.assignment import (
    Assignment,
    Case,
    Function,
    Interface,
    Mistake,
    Signature,
    StandIn,
)
from grader.model.calls import (
    Answer,
    Answers,
    Argument,
    Array,
    Call,
    Fault,
    FaultKind,
    FloatArray,
    HelperModule,
    Index,
    Indices,
    Loaded,
    NotNumeric,
    Number,
    Output,
    Question,
    Sampler,
    TableFunction,
    Word,
    WordIndex,
    Words,
)
from grader.model.parts import Block, Inputs, Part, Piece, Policy, Rows
from grader.model.results import (
    Diagnosis,
    Environment,
    PartResult,
    Remark,
    Report,
    Status,
    SubmissionResult,
    Verdict,
)
from grader.model.submission import Submission

if TYPE_CHECKING:
    from grader.model.validation import Check, Mutants, PartValidation, Validation

__all__ = [
    "Answer",
    "Answers",
    "Argument",
    "Array",
    "Assignment",
    "Block",
    "Call",
    "Case",
    "Check",
    "Diagnosis",
    "Environment",
    "Fault",
    "FaultKind",
    "FloatArray",
    "Function",
    "HelperModule",
    "Index",
    "Indices",
    "Inputs",
    "Interface",
    "Loaded",
    "Mistake",
    "Mutants",
    "NotNumeric",
    "Number",
    "Output",
    "Part",
    "PartResult",
    "PartValidation",
    "Piece",
    "Policy",
    "Question",
    "Remark",
    "Report",
    "Rows",
    "Sampler",
    "Signature",
    "StandIn",
    "Status",
    "Submission",
    "SubmissionResult",
    "TableFunction",
    "Validation",
    "Verdict",
    "Word",
    "WordIndex",
    "Words",
]

# What only `grader validate` speaks of; nobody else waits for it.
_OF_VALIDATION = ("Check", "Mutants", "PartValidation", "Validation")

__getattr__ = names_of("grader.model", dict.fromkeys(_OF_VALIDATION, "grader.model.validation"))
