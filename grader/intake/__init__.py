"""Read submissions: files and folders become Submissions. Nothing is executed, parsed or imported here.

Theory of operation. Each entry directly below a PATH is what one person handed in: it has one record, whose id is the name of the
entry, whatever lies inside. A PATH that holds the main file is one entry itself, and so is each of several PATHs. Each file is
opened once, without following links and without blocking, and checked on the open descriptor. Its bytes are kept, so what is
hashed is what runs. A file that must not be read becomes a Submission with a `refusal`, and the others are still graded. A PATH
that names nothing gradable raises Misuse.

`reading` opens files, `folders` lists them, `entries` finds the main file and the modules beside it, `names` makes the ids,
`collection` combines them.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.intake.collection import Collection, collect
    from grader.intake.folders import MainFile

__all__ = ["Collection", "MainFile", "collect"]

__getattr__ = names_of(
    "grader.intake",
    {"Collection": "grader.intake.collection", "MainFile": "grader.intake.folders", "collect": "grader.intake.collection"},
)
