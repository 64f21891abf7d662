from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("import_system")


@pytest.fixture
def load(boxed):
    """Load `main` of some files; the namespace."""

    def loaded(files: dict[str, bytes | str], helpers: dict[str, str] | None = None):
        raw = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        material = boxed("material").Material({**boxed("material").NOTHING, "helpers": helpers or {}})
        return boxed("loading").Submission(raw, material).load("main")

    return loaded


@pytest.mark.parametrize(
    "source",
    [
        b"value = 'caf\xc3\xa9'\n",
        b"\xef\xbb\xbfvalue = 'caf\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nvalue = 'caf\xe9'\n",
        b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nvalue = 'caf\xe9'\n",
        b"if True:\r\n\tvalue = 'caf\xc3\xa9'\r\n",
        b"value = 'caf\xc3\xa9'",
    ],
)
def test_text_in_every_dress(load, source):
    assert load({"main.py": source})["value"] == "café"


def test_lines_are_there_for_tracebacks_and_inspect(load):
    namespace = load({"main.py": "# -*- coding: latin-1 -*-\ndef f():\n    return 1\n"})
    assert inspect.getsource(namespace["f"]) == "def f():\n    return 1\n"


def test_a_module_knows_its_file(load):
    assert load({"main.py": "where = __file__, __name__"})["where"] == (str(Path("main.py").absolute()), "main")


def test_files_import_one_another(load):
    files = {
        "main.py": "import helpers, pack.inner, deep.er.est as d\nvalue = helpers.one + pack.inner.two + pack.three + d.four",
        "helpers.py": "one = 1",
        "pack/__init__.py": "three = 30",
        "pack/inner.py": "from . import three\ntwo = 200",
        "deep/er/est.py": "four = 4000",
    }
    assert load(files)["value"] == 4231


def test_own_modules_come_before_helpers(load):
    files = {"main.py": "from utils.utils import who", "utils/utils.py": "who = 'own'"}
    assert load(files, {"utils.utils": "who = 'provided'"})["who"] == "own"


def test_own_and_provided_modules_share_a_package(load):
    files = {
        "main.py": "from utils.mine import a\nfrom utils.utils import b\nimport utils\nc = utils.c",
        "utils/mine.py": "a = 1",
    }
    files["utils/__init__.py"] = "c = 3"
    namespace = load(files, {"utils.utils": "b = 2"})
    assert [namespace[name] for name in "abc"] == [1, 2, 3]


def test_a_file_that_has_a_folder_beside_it(load):
    files = {"main.py": "import utils\nfrom utils.utils import b\na = utils.a", "utils.py": "a = 1"}
    namespace = load(files, {"utils.utils": "b = 2"})
    assert (namespace["a"], namespace["b"]) == (1, 2)


def test_a_package_comes_before_a_file(load):
    files = {"main.py": "import p\nvalue = p.value", "p.py": "value = 'file'", "p/__init__.py": "value = 'package'"}
    assert load(files)["value"] == "package"


@pytest.mark.parametrize(
    "line",
    [
        "from a2.utils.utils import b",
        "from CS224n.a2.utils.utils import b",
        "import a2.utils.utils as u; b = u.b",
        "from a2.utils import utils; b = utils.b",
        "def f():\n    from a2.utils.utils import b\n    return b\nb = f()",
    ],
)
def test_longer_spellings_of_what_there_is(load, line):
    assert load({"main.py": line}, {"utils.utils": "b = 2"})["b"] == 2


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("import torch", "torch"),
        ("from torch.utils import data", "torch"),
        ("from torch.mine import thing", "torch"),
        ("import a2", "a2"),
        ("from a2.other import b", "a2"),
        ("import utils.other", "utils.other"),
        ("from json.utils import b", "json.utils"),
    ],
)
def test_what_is_not_there_is_named(load, line, missing):
    caught = f"try:\n    {line}\nexcept ModuleNotFoundError as error:\n    caught = str(error), error.name"
    files = {"main.py": caught, "mine.py": "thing = 1"}
    message, name = load(files, {"utils.utils": "b = 2"})["caught"]
    assert message.startswith(f"No module named '{missing}'")
    assert name == missing


def test_files_that_are_no_modules_are_let_lie(load):
    assert load({"main.py": "a = 1", "README.md": b"\xff", "data.csv": "1,2"})["a"] == 1


def test_a_submission_without_python_has_no_module(load):
    with pytest.raises(ModuleNotFoundError, match="No module named 'main'"):
        load({"README.md": "from a.b import c"})


def test_the_namespace_is_kept_whatever_becomes_of_sys_modules(load):
    namespace = load({"main.py": "import sys\nf = 1\nsys.modules[__name__] = 7"})
    assert namespace["f"] == 1
    assert sys.modules["main"] == 7


def test_a_package_without_a_file_is_empty(boxed):
    finder = boxed("loading").MemoryFinder({"a.b": boxed("loading").Source("a/b.py", b"x = 1")}, None, {})
    assert finder.is_package("a")
    assert finder.get_source("a") == ""
    assert finder.find_spec("c", None) is None


def test_a_failed_import_leaves_no_module(load):
    with pytest.raises(SyntaxError):
        load({"main.py": "x = ="})
    assert "main" not in sys.modules
    with pytest.raises(SyntaxError):
        importlib.import_module("main")


# --- what is offered ------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(boxed):
    """Load `main` where only these modules are offered."""

    def loaded(source: str, *modules: str):
        material = boxed("material").Material({**boxed("material").NOTHING, "modules": modules})
        return boxed("loading").Submission({"main.py": source.encode()}, material).load("main")

    return loaded


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import json", "json"),
        ("import numpyish", "numpyish"),
        ("import xml.dom, xml.sax", "xml.sax"),
        ("from xml import sax", "xml.sax"),
        ("from xml import *", "xml.*"),
        ("__import__('os')", "os"),
    ],
)
def test_what_is_not_offered_is_not_there(offered, source, name):
    caught = f"try:\n    {source}\nexcept ModuleNotFoundError as error:\n    caught = str(error), error.name"
    assert offered(caught, "numpy", "xml.dom")["caught"] == (f"No module named {name!r}", name)


def test_what_is_offered_and_what_leads_to_it_is_there(offered):
    source = (
        "from __future__ import annotations\nimport xml\nimport xml.dom.minidom\nfrom xml import dom\nimport numpy.linalg as l"
    )
    assert offered(source, "numpy", "xml.dom")["dom"] is sys.modules["xml.dom"]


def test_compiled_code_imports_for_itself(offered):
    """From a line of the submission's, without its doing: numpy's, and the reading of dates."""
    source = (
        "import datetime\nyear = datetime.datetime.strptime('2026', '%Y').year\nimport numpy as np\nnp.polyfit([0, 1], [1, 2], 1)"
    )
    assert offered(source, "numpy", "datetime")["year"] == 2026


def test_where_nothing_is_said_everything_is_offered(offered):
    assert offered("import json, xml.sax")["json"] is sys.modules["json"]


def test_what_is_needed_is_brought_in_and_leaves_no_path(boxed, monkeypatch):
    before = [folder for folder in sys.path if not folder.endswith("-packages")]
    monkeypatch.setattr(sys, "path", list(before))
    boxed("material").bring_in(["graphlib", "numpy.linalg"])
    assert ("graphlib" in sys.modules, sys.path) == (True, before)
    with pytest.raises(ModuleNotFoundError):
        boxed("material").bring_in(["nothing_like_it"])
