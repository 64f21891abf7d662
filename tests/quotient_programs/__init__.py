"""Programs with tiny numbers, as texts, for tests of the box: `gradient(x)` of `loss(x)`, by differences or derived.

A program is its files by path. DIFFERENCED obtains its gradient by differencing its own loss, each in another way. DERIVED has
tiny numbers of other kinds. CHECKED is derived too, and differences its loss without returning anything of that.
"""

from __future__ import annotations

import re
import textwrap

from . import checked, disguises, epsilons, formulas, scales, steps, styles, tested

PRELUDE = """
import numpy as np
A = np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7], [-0.2, 0.9, 1.1], [0.4, 0.4, -1.3]])
def loss(x):
    z = A @ x
    return np.log(np.exp(z).sum()) - z[1]
"""

_DERIVED = """
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()
def derived(x):
    return A.T @ (softmax(A @ x) - np.eye(len(A))[1])
def numeric(f, x, h=1e-5):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
"""


def program(*main: str, **others: str) -> dict[str, str]:
    """The files of a program: parts of its main file below PRELUDE, and other files (`tools__helpers` is tools/helpers.py)."""
    files = {name.replace("__", "/") + ".py": textwrap.dedent(text) for name, text in others.items()}
    return {"main.py": "".join([PRELUDE, *map(textwrap.dedent, main)]), **files}


def checked_by(derived: dict[str, str], differenced: dict[str, str]) -> dict[str, str]:
    """A derived program in which `gradient` calls the other program's, under another name, and forgets what it returned."""
    check = re.sub(r"\bgradient\b(?=\(x|\s*=)", "check", differenced["main.py"].removeprefix(PRELUDE))
    calls = "derived_gradient = gradient\ndef gradient(x):\n    forgotten = check(x.copy())\n    return derived_gradient(x)\n"
    return differenced | {"main.py": "\n".join([derived["main.py"], check, calls])}


_NUMERIC = """
    import numpy as np
    STEP = 1e-5
    def numerical_gradient(f, x, h=STEP):
        return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
    """

_IN_MODULES = {
    "own helper": program(
        "from helpers import numerical_gradient\ndef gradient(x):\n    return numerical_gradient(loss, x)", helpers=_NUMERIC
    ),
    "own helper, renamed": program(
        "from helpers import numerical_gradient as ng\ndef gradient(x):\n    return ng(loss, x, h=1e-6)", helpers=_NUMERIC
    ),
    "own helper as a module": program(
        "import tools.helpers as th\ndef gradient(x):\n    return th.numerical_gradient(loss, x)", tools__helpers=_NUMERIC
    ),
    "own helper by its dotted name": program(
        "import tools.helpers\ndef gradient(x):\n    return tools.helpers.numerical_gradient(loss, x)", tools__helpers=_NUMERIC
    ),
    "own helper, all of it": program(
        "from helpers import *\ndef gradient(x):\n    return numerical_gradient(loss, x)", helpers=_NUMERIC
    ),
    "own helper of a helper": program(
        "def gradient(x):\n    from tools import again\n    return again.slope(loss, x)",
        tools__again="from .numeric import numerical_gradient\ndef slope(f, x):\n    return numerical_gradient(f, x)",
        tools__numeric=_NUMERIC,
    ),
    "constant of a helper": program(
        "import constants\ndef gradient(x):\n    h = constants.H\n"
        "    return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])",
        constants="H = 1e-5",
    ),
    "gradient of a helper": program(
        "from slope import gradient",
        slope=PRELUDE + "def gradient(x, h=1e-5):\n"
        "    return np.array([(loss(x + h * e) - loss(x - h * e)) / (2 * h) for e in np.eye(len(x))])",
    ),
}

DIFFERENCED = _IN_MODULES | {
    name: program(text) for part in (formulas, steps, styles, disguises) for name, text in part.PROGRAMS.items()
}
DERIVED = {name: program(_DERIVED, text) for part in (epsilons, scales, tested) for name, text in part.PROGRAMS.items()}
CHECKED = {name: program(_DERIVED, text) for name, text in checked.PROGRAMS.items()}
