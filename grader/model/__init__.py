"""The records that everything else speaks in. They hold data, check themselves, and sum; they do nothing."""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of
from grader.model.assignment import (
    Assignment,
    Case,
    Function,
    Interface,
    Signature,
    StandIn,
)
from grader.model.calls import (
    WATCHED_CALLS,
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
    LeftOut,
    Loaded,
    NotNumeric,
    Number,
    Output,
    OwnFunction,
    Question,
    Sampler,
    TableFunction,
    Unfit,
    Word,
    WordIndex,
    Words,
)
from grader.model.features import CaseCondition, Features, Invariant, LinearTerms, Mistake, NamedRows, Size
from grader.model.parts import Block, Inputs, Part, Piece, Policy, Rows
from grader.model.results import (
    AppliedOverride,
    Diagnosis,
    Environment,
    Override,
    PartResult,
    Remark,
    Report,
    Status,
    SubmissionResult,
    Verdict,
)
from grader.model.submission import Submission
from grader.model.transcript import CaseRecord, Exchange, Measured, PieceRecord, Transcript

if TYPE_CHECKING:
    from grader.model.validation import Check, GeneralCheck, Mutants, NumericCheck, PartValidation, Validation

__all__ = [
    "WATCHED_CALLS",
    "Answer",
    "Answers",
    "AppliedOverride",
    "Argument",
    "Array",
    "Assignment",
    "Block",
    "Call",
    "Case",
    "CaseCondition",
    "CaseRecord",
    "Check",
    "Diagnosis",
    "Environment",
    "Exchange",
    "Fault",
    "FaultKind",
    "Features",
    "FloatArray",
    "Function",
    "GeneralCheck",
    "HelperModule",
    "Index",
    "Indices",
    "Inputs",
    "Interface",
    "Invariant",
    "LeftOut",
    "LinearTerms",
    "Loaded",
    "Measured",
    "Mistake",
    "Mutants",
    "NamedRows",
    "NotNumeric",
    "Number",
    "NumericCheck",
    "Output",
    "Override",
    "OwnFunction",
    "Part",
    "PartResult",
    "PartValidation",
    "Piece",
    "PieceRecord",
    "Policy",
    "Question",
    "Remark",
    "Report",
    "Rows",
    "Sampler",
    "Signature",
    "Size",
    "StandIn",
    "Status",
    "Submission",
    "SubmissionResult",
    "TableFunction",
    "Transcript",
    "Unfit",
    "Validation",
    "Verdict",
    "Word",
    "WordIndex",
    "Words",
]

# What only `grader validate` speaks of; nobody else waits for it.
_OF_VALIDATION = ("Check", "GeneralCheck", "Mutants", "NumericCheck", "PartValidation", "Validation")

__getattr__ = names_of("grader.model", dict.fromkeys(_OF_VALIDATION, "grader.model.validation"))
