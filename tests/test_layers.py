"""The table of allowed imports, checked by reading the code, and a proof that this test can fail."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import grader
import grader.model

ROOT = Path(__file__).resolve().parent.parent

LEAVES = {"model", "errors", "lazy_imports", "version"}
JUDGING = {*LEAVES, "numeric", "judging"}
GRADING = {*JUDGING, "diagnosis", "grading"}
# For each room of grader/: the other rooms it may import, and the third-party packages.
MAY_IMPORT: dict[str, tuple[set[str], set[str]]] = {
    "model": ({"errors", "lazy_imports"}, {"numpy"}),
    "errors": (set(), set()),
    "version": (set(), set()),
    "lazy_imports": (set(), set()),
    "numeric": (LEAVES, {"numpy"}),
    "sandbox": (LEAVES, {"numpy", "pyseccomp", "landlockpy"}),
    "intake": (LEAVES, set()),
    "records": (LEAVES, set()),
    "report": ({*LEAVES, "records"}, {"rich"}),
    "symbolic": ({*LEAVES, "numeric"}, {"numpy", "sympy", "mpmath", "flint"}),
    "judging": ({*LEAVES, "numeric"}, {"numpy"}),
    "diagnosis": (JUDGING, {"numpy"}),
    "grading": (GRADING, {"numpy"}),
    "catalogue": (LEAVES, set()),
    "runner": ({*GRADING, "catalogue", "records", "sandbox"}, {"numpy"}),
    "authoring": (LEAVES, set()),
    "validated": ({*LEAVES, "catalogue", "records"}, set()),
    "validation": ({*GRADING, "runner", "sandbox", "symbolic"}, {"numpy", "sympy", "mpmath"}),
    "cli": (
        {*GRADING, "catalogue", "intake", "records", "authoring", "report", "runner", "sandbox", "validated", "validation"},
        {"rich"},
    ),
    "untrusted": (set(), {"numpy"}),
    "__init__": ({*LEAVES, "numeric"}, set()),
    "__main__": ({"cli"}, set()),
}
HEAVY_COMMANDS = {"validation": "validate.py"}  # what proves is imported by the command that proves, by no other


def imports(source: str) -> set[str]:
    """Every module that a source names in an import, with the names imported from it ("grader.model.Part")."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            whole = f"{node.module}." if node.module else ""
            found |= {f"{'.' * node.level}{whole}{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    relative = path.relative_to(ROOT / "grader")
    return relative.parts[0].removesuffix(".py")


def forbidden(where: str, source: str) -> list[str]:
    """The imports of a file in the room `where` that the table does not allow."""
    rooms, packages = MAY_IMPORT[where]
    bad = []
    for name in imports(source):
        top, *rest = name.split(".")
        if top == "grader":
            if not rest or (rest[0] != where and rest[0] not in rooms):
                bad.append(name)
        elif top not in sys.stdlib_module_names and top not in packages:
            bad.append(name)
    return sorted(bad)


FILES = sorted((ROOT / "grader").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path):
    if room(path) == "untrusted":  # an island: its files import each other by their bare names
        siblings = {p.stem for p in (ROOT / "grader/untrusted").rglob("*.py")}
        names = {n.lstrip(".") for n in imports(path.read_text())}
        names = {name for name in names if name.split(".")[0] not in siblings}
        assert not [n for n in names if n.split(".")[0] not in {*sys.stdlib_module_names, "numpy"}]
    else:
        assert forbidden(room(path), path.read_text()) == []


@pytest.mark.parametrize("path", sorted((ROOT / "reference").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_an_assignment_imports_only_the_public_face(path):
    allowed = {"numpy", "grader", "reference", *sys.stdlib_module_names} | ({"sympy"} if "derivations" in str(path) else set())
    names = {n for n in imports(path.read_text()) if not n.startswith(".")}  # its own files
    if path.parent.name == "course":  # what is handed in, beside the reference, where the course's modules are
        names = {n for n in names if n.split(".")[0] not in ("functions", "helpers", "utils", "q2a_softmax", "q2b_gradcheck")}
    assert not [n for n in names if n.split(".")[0] not in allowed]
    face = set(grader.__all__) | ({"symbolic"} if "derivations" in str(path) else set())
    assert not [n for n in names if n.startswith("grader.") and n.split(".")[1] not in face]


def test_nobody_imports_the_untrusted_half():
    assert not [p for p in FILES if any(n.startswith("grader.untrusted") for n in imports(p.read_text()))]


def test_only_the_command_that_proves_imports_the_proofs():
    for path in (ROOT / "grader/cli").glob("*.py"):
        names = imports(path.read_text())
        assert path.name == "validate.py" or not any(n.startswith(("grader.validation", "grader.symbolic")) for n in names)


def test_no_code_of_the_grader_knows_an_assignment():
    known = [p for p in FILES if "word2vec" in "".join(_identifiers_and_strings(p))]
    assert sorted(p.name for p in known) == ["commands.py", "options.py"]  # the default of --assignment, and examples of it


def _identifiers_and_strings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    bare = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # a string that documents the line above it
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)] + sorted(imports(path.read_text()))
    return names + [c.value for c in constants if id(c) not in docstrings | bare]


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("model", "from grader.numeric import compare"),
        ("numeric", "import grader.grading"),
        ("grading", "from grader.sandbox import Box"),
        ("grading", "import sympy"),
        ("report", "from grader import grading"),
        ("sandbox", "import rich"),
        ("cli", "import grader"),
    ],
)
def test_this_test_can_fail(where, source):
    assert forbidden(where, source)


@pytest.mark.parametrize(("extra", "loaded"), [("", "False"), ("import sympy;", "True")])
def test_grading_does_not_import_sympy(extra, loaded):
    """And the same question, asked where SymPy is imported on purpose, is answered with yes."""
    load = "from grader import catalogue; catalogue.load('word2vec'); print('sympy' in sys.modules)"
    code = f"import sys, grader.cli.grade; from grader import grading, intake, runner; {extra} {load}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert answer.stdout.strip() == loaded


def test_the_public_faces_are_sorted_and_complete():
    for module in (grader, grader.model):
        assert module.__all__ == sorted(module.__all__, key=lambda name: (not name.isupper(), name))
        assert all(hasattr(module, name) for name in module.__all__)
