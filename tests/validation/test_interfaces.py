"""The reference is handed in through every interface, as a submission would be; a slip in an interface is named."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from grader import Array, Number, catalogue, grading
from grader.errors import AssignmentError
from grader.sandbox import Box, Limits
from grader.sandbox.walls import kernel
from grader.validation.interfaces import check_interfaces
from grader.validation.modules import outside, source_of
from grader.validation.programs import submission_for
from tests.support.copied import copied, edited

SMALL, WORD2VEC = catalogue.load("softmax_regression"), catalogue.load("word2vec")


@pytest.fixture(scope="module")
def box():
    with Box(limits=Limits(), own_file=True) as opened:
        yield opened


def check(box, assignment, package):
    return check_interfaces(grading.prepare(assignment, seed=2), box, package)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_interface_of_the_built_in_assignments_gives_full_marks(box, name):
    assignment = catalogue.load(name)
    found = check(box, assignment, f"reference.{name}")
    assert found.failures == ()
    assert all(interface.title in found.figure for interface in assignment.interfaces)
    assert f"isolation {box.level}" in found.figure


# --- slips in an interface ------------------------------------------------------------------------------------------------


def with_arguments(assignment, interface_name, function, change):
    """The assignment, with the arguments of one function in one interface changed."""

    def changed(interface):
        if interface.title != interface_name:
            return interface
        signatures = (
            replace(s, arguments=change(dict(s.arguments))) if s.function == function else s for s in interface.signatures
        )
        return replace(interface, signatures=tuple(signatures))

    return replace(assignment, interfaces=tuple(map(changed, assignment.interfaces)))


def swapped(a, b):
    def change(arguments):
        names = [{a: b, b: a}.get(name, name) for name in arguments]
        return {name: arguments[name] for name in names}

    return change


def without(name):
    return lambda arguments: {key: make for key, make in arguments.items() if key != name}


def made(name, make):
    return lambda arguments: {**arguments, name: make}


OF_SMALL = {
    "an argument dropped": (
        without("strength"),
        ("missing 1 required positional argument: 'strength'", "takes (features, labels"),
    ),
    "two swapped": (swapped("features", "labels"), ("Argument 1 (labels) is not the input features",)),
    "two of one shape swapped by value": (
        lambda arguments: {**arguments, "bias": lambda case: Array(value=case.inputs["bias"][::-1].copy())},
        ("incorrect", "Argument 4 (bias) is not the input bias"),
    ),
    "a number for an array": (made("bias", lambda case: Number(value=float(case.inputs["bias"][0]))), ("Argument 4 (bias)",)),
    "another input": (made("bias", lambda case: Array(value=case.inputs["weights"])), ("Argument 4 (bias)",)),
}


@pytest.mark.parametrize("slip", OF_SMALL)
def test_a_slip_in_the_interface_of_a_reference_is_named(box, slip):
    change, words = OF_SMALL[slip]
    spoilt = with_arguments(SMALL, "own", "softmax_regression", change)
    found = check(box, spoilt, "reference.softmax_regression")
    text = "\n".join(found.failures)
    assert all(word in text for word in ("interface own", "loss", "softmax_regression_loss_and_gradient(", *words)), text


OF_COURSES = {
    "an index for another": ("cs224n", "naive_softmax", swapped("centerWordVec", "outsideVectors"), ("a, b, c, d", "is error")),
    "an argument dropped": ("cs224n", "negative_sampling", without("dataset"), ("f.loss", "is error", "dataset, K)")),
    "words for others": (
        "xcs224n",
        "skip_gram",
        lambda a: {**a, "outside_words": lambda case: replace(w := a["outside_words"](case), values=w.values[1:])},
        ("h.loss", "skipgram(", "incorrect"),
    ),
    "a window dropped": ("xcs224n (window_size)", "skip_gram", without("window_size"), ("taken for one of xcs224n",)),
}


@pytest.mark.parametrize("slip", OF_COURSES)
def test_a_slip_in_the_interface_of_a_course_is_named(box, slip):
    name, function, change, words = OF_COURSES[slip]
    found = check(box, with_arguments(WORD2VEC, name, function, change), "reference.word2vec")
    text = "\n".join(found.failures)
    if slip != "a window dropped":  # which makes it the interface of the other year
        assert f"interface {name}" in text
        assert all(word in text for word in words), text
    assert text


def test_an_interface_of_other_arguments_needs_a_program(box):
    bare = replace(WORD2VEC, interfaces=(replace(WORD2VEC.interfaces[1], program=""),))
    text = "\n".join(check(box, bare, "reference.word2vec").failures)
    assert "takes 3 positional arguments but 4 were given" in text
    assert "The function takes (center_vector, outside_index, outside_vectors)" in text


def test_an_argument_that_cannot_be_made_is_its_authors(box):
    spoilt = with_arguments(SMALL, "own", "softmax_regression", made("bias", lambda case: Array(value=case.inputs["baas"])))
    with pytest.raises(AssignmentError, match=r"interface own.*argument bias, case 1.*'baas'.*features, labels"):
        check(box, spoilt, "reference.softmax_regression")


def test_a_stand_in_that_is_wrong_is_named(box):
    (stand_in,) = WORD2VEC.stand_ins
    wrong = replace(WORD2VEC, stand_ins=(replace(stand_in, source=stand_in.source.replace("(0.0, -", "(0.0, ")),))
    text = "\n".join(check(box, wrong, "reference.word2vec").failures)
    assert "interface own with the stand-in for sigmoid" in text
    assert "sigmoid(x) is" in text
    assert "negative_sampling_loss_and_gradient(" in text


# --- machines without walls -----------------------------------------------------------------------------------------------


def test_without_walls_the_level_is_said_and_nothing_fails(monkeypatch):
    def missing(**_):
        raise kernel.NoWallError("there is no libseccomp")

    monkeypatch.setattr(kernel, "compiled_filter", missing)
    with Box(limits=Limits(), own_file=True) as bare:
        found = check(bare, SMALL, "reference.softmax_regression")
    assert found.ok
    assert "isolation none: " in found.figure
    assert "libseccomp" in found.figure


# --- a reference in several files -----------------------------------------------------------------------------------------


@pytest.fixture
def in_several_files(tmp_path, monkeypatch):
    """A copy whose reference imports a module beside it, one in a folder, and one from elsewhere."""
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    folder = copied(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    shared = f"shared_{folder.name}"
    (tmp_path / "elsewhere" / f"{shared}.py").write_text("import numpy as np\n\ndef half(x):\n    return np.asarray(x) / 2\n")
    (folder / "beside.py").write_text("from . import helpers\nfrom .helpers.sums import norm as square_norm\n")
    (folder / "helpers").mkdir()
    (folder / "helpers" / "__init__.py").write_text("")
    (folder / "helpers" / "sums.py").write_text(
        textwrap.dedent("""
        import numpy as np
        from ..constants import ONE

        def norm(x):
            return ONE * np.sum(x * x)
        """)
    )
    (folder / "constants.py").write_text("ONE = 1\n")
    edited(
        folder,
        "functions.py",
        "import numpy as np\n",
        f"import numpy as np\nfrom .beside import square_norm\nfrom {shared} import half\n",
    )
    return edited(folder, "functions.py", "strength * np.sum(weights * weights) / 2", "strength * half(square_norm(weights))")


def test_a_reference_in_several_files_is_handed_in_with_them(box, in_several_files):
    assignment = catalogue.load(str(in_several_files))
    assert check(box, assignment, in_several_files.name).failures == ()
    files = submission_for(assignment, assignment.interfaces[0], in_several_files.name).files
    shared = f"shared_{in_several_files.name}.py"
    assert {*files} == {
        "softmax_regression.py", "functions.py", "beside.py", "helpers/__init__.py", "helpers/sums.py", "constants.py", shared,
    }  # fmt: skip
    (elsewhere,) = outside(in_several_files, in_several_files.name)
    assert elsewhere.name == shared


def test_a_reference_that_is_no_function_of_a_module_is_refused(box):
    nameless = replace(
        SMALL.functions[0], reference=lambda *, features, **_: SMALL.functions[0].reference(features=features, **_)
    )
    with pytest.raises(AssignmentError, match="no function of a module"):
        check(box, replace(SMALL, functions=(nameless,)), "reference.softmax_regression")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\r\n", "x = 1\n"),
        (b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n"),
    ],
)
def test_a_file_is_read_as_python_reads_it(tmp_path, data, text):
    (tmp_path / "functions.py").write_bytes(data)
    assert source_of(tmp_path / "functions.py") == text


def test_a_file_that_has_no_text_is_named(tmp_path):
    (tmp_path / "functions.py").write_bytes(b"x = '\xe9'\n")
    with pytest.raises(AssignmentError, match="not UTF-8") as raised:
        source_of(tmp_path / "functions.py")
    assert raised.value.where.endswith("functions.py")
