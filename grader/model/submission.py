"""A submission as bytes, read once and never executed in this process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.model.results import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The files of one submission.

    files    bytes by path inside the submission ("word2vec.py", "utils/helpers.py"); the main file has the name of the module
    refusal  the reason why the files were not read; "" if they were
    main     the name under which the main file was handed in ("alice.py"), for messages; "" if it is that of the module
    path     path of the main file, relative to what the user typed; ignored when submissions are compared
    remarks  on how the files were found
    """

    id: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    refusal: str = ""
    main: str = ""
    path: str = field(default="", compare=False)
    remarks: tuple[Remark, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the bytes that run, helper files included; "" if nothing was read."""
        if not self.files:
            return ""
        digest = hashlib.sha256()
        for path in sorted(self.files):
            digest.update(f"{path}\0{len(self.files[path])}\0".encode())
            digest.update(self.files[path])
        return digest.hexdigest()
