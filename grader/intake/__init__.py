"""Read submissions: files and folders become Submissions. Nothing is executed, parsed or imported here.

Theory of operation. A PATH is a folder that holds the main file (`<module>.py`), a folder of such folders and of single .py
files, or a .py file. Each file is opened once, without following links and without blocking, and checked on the open descriptor.
Its bytes are kept, so what is hashed is what runs. A file that must not be read becomes a Submission with a `refusal`, and the
others are still graded. A PATH that names nothing gradable raises Misuse.

In a folder of submissions every entry that could be somebody's work gets a record, even if the record only says what was found
instead. `reading` opens files, `folders` lists them, `search` decides what is a submission, `helpers` reads the modules beside
it, `names` makes the ids, `collection` combines them.
"""

from typing import TYPE_CHECKING

from grader.lazy_imports import names_of

if TYPE_CHECKING:
    from grader.intake.collection import collect

__all__ = ["collect"]

__getattr__ = names_of("grader.intake", {"collect": "grader.intake.collection"})
