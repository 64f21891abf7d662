"""What is handed in: files and folders become Submissions. Nothing is executed, parsed or imported here.

Theory of operation. A PATH is a folder that holds the main file (`<module>.py`), a folder of such folders and of single .py
files, or a .py file. Files are opened once, without following links and without blocking, checked on the open descriptor, and
live on as bytes: what is hashed is what runs. A file that must not be read becomes a Submission with a `refusal`, so that
the others are still graded; a PATH that names nothing gradable is the caller's slip and raises Misuse.

No student is silently lost: in a folder of submissions every entry that could be somebody's work gets a record, if only one
that says what was found instead. `reading` opens, `folders` lists, `search` decides what is a submission, `helpers` adds the
modules beside it, `names` gives the ids, `collection` puts them together.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.intake.collection import collect

__all__ = ["collect"]

__getattr__ = names_of("grader.intake", {"collect": "grader.intake.collection"})
