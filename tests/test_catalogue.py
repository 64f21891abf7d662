"""From a name or a path to an assignment, and one clear sentence where that is impossible."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader import catalogue
from grader.errors import AssignmentError, Misuse
from grader.model import Assignment

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


@pytest.fixture
def copied(tmp_path):
    """The small assignment, copied under another name to a folder of its own."""

    def copy(name, edit=lambda text: text):
        folder = tmp_path / name
        shutil.copytree(REFERENCE / "softmax_regression", folder)
        for path in folder.glob("*.py"):
            path.write_text(
                edit(path.read_text(encoding="utf-8").replace("reference.softmax_regression", name)), encoding="utf-8"
            )
        return str(folder)

    return copy


def test_the_built_in_assignments_are_found_by_name():
    assert catalogue.names() == ("softmax_regression", "word2vec")
    assert catalogue.load("word2vec").name == "word2vec"


def test_an_assignment_elsewhere_is_found_by_its_path(copied):
    path = copied("elsewhere_one")
    assert isinstance(catalogue.load(path), Assignment)
    assert catalogue.derivations(path)
    assert catalogue.folder(path) == Path(path)
    assert catalogue.load(path) is catalogue.load(path)


def test_a_folder_without_init_is_an_assignment_too(copied):
    path = copied("elsewhere_two")
    (Path(path) / "__init__.py").unlink()
    assert catalogue.load(path).title == "Softmax regression on a batch"
    assert catalogue.folder(path) == Path(path)


def test_what_is_not_there_is_misuse(tmp_path):
    with pytest.raises(Misuse, match="no such assignment"):
        catalogue.load("word3vec")
    with pytest.raises(Misuse, match="no such assignment"):
        catalogue.load(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "cause"), [(")", "SyntaxError"), ("raise SystemExit(3)", "SystemExit"), ("1 / 0", "ZeroDivision")]
)
def test_a_broken_file_is_named_with_its_cause(copied, line, cause):
    with pytest.raises(AssignmentError, match=rf"assignment.py cannot be loaded.*{cause}"):
        catalogue.load(copied(f"elsewhere_three_{cause}", lambda text: f"{text}\n{line}"))


def test_an_assignment_that_contradicts_itself_says_so(copied):
    with pytest.raises(Misuse, match="no such output"):
        catalogue.load(
            copied(
                "elsewhere_four",
                lambda text: text.replace('"grad_bias")\n', '"grad_bias")\n').replace('3, "grad_bias"', '3, "grad_b"'),
            )
        )


def test_files_that_define_nothing_are_refused(copied):
    path = copied("elsewhere_five", lambda text: text.replace("\nASSIGNMENT =", "\nOTHER =").replace("\nDERIVATIONS", "\nOTHERS"))
    with pytest.raises(AssignmentError, match="defines no ASSIGNMENT"):
        catalogue.load(path)
    with pytest.raises(AssignmentError, match="defines no DERIVATIONS"):
        catalogue.derivations(path)


@pytest.mark.parametrize("name", ["not-a-name", "json"])
def test_a_folder_whose_name_cannot_be_imported_is_refused(copied, name):
    with pytest.raises(Misuse, match="rename the folder"):
        catalogue.load(copied(name))


def test_what_validate_has_not_written_yet_is_said_with_the_command_that_writes_it(copied):
    path = copied("elsewhere_seven")
    (Path(path) / "generated.py").unlink()
    with pytest.raises(AssignmentError, match=r"grader validate --assignment .*elsewhere_seven: it writes generated\.py"):
        catalogue.load(path)


def test_a_hash_names_the_files_of_an_assignment(copied):
    path = copied("elsewhere_six")
    before = catalogue.sha256(path)
    assert before == catalogue.sha256(path) != catalogue.sha256("word2vec")
    with (Path(path) / "features.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert catalogue.sha256(path) != before
