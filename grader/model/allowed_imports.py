"""Modules that submissions may import by default, besides their own files and the helpers of an assignment.

Marks must not depend on what happens to be installed, so this is a fixed list: NumPy, and the part of the standard library that
works without files, processes and network, or that real submissions import and never use while they are graded (glob, pickle,
threading: in the sandbox their functions raise PermissionError, the import does not).
"""

from __future__ import annotations

NUMPY_MODULES: tuple[str, ...] = (
    "numpy",
    *(f"numpy.{name}" for name in ("char", "fft", "lib.stride_tricks", "linalg", "ma", "polynomial", "random", "rec")),
    *(f"numpy.{name}" for name in ("testing", "typing")),
)
"""NumPy and its preloaded parts. A name allows all modules below it that are loaded."""

_HARMLESS = """
__future__ abc argparse array ast bisect builtins calendar cmath codecs collections collections.abc contextlib copy csv
dataclasses datetime decimal enum errno fractions functools gc glob hashlib heapq importlib inspect io itertools json keyword
locale logging math numbers operator os os.path pathlib pickle platform pprint queue random re secrets shutil stat statistics
string struct sys tempfile textwrap threading time timeit traceback types typing unicodedata unittest warnings weakref
"""
HARMLESS_MODULES: tuple[str, ...] = tuple(_HARMLESS.split())
"""The harmless part of the standard library."""

_DIFFERENTIATING = """
aesara autograd casadi chainer equinox flax functorch jax keras mxnet mygrad paddle pytensor symengine sympy tensorflow theano
tinygrad torch
"""
DIFFERENTIATING_PACKAGES: tuple[str, ...] = tuple(_DIFFERENTIATING.split())
"""Packages that differentiate by themselves. A submission that imports an allowed one gets a remark."""

STANDARD_MODULES: tuple[str, ...] = (*NUMPY_MODULES, *HARMLESS_MODULES)
"""The default of an assignment."""
