"""Modules that submissions may import by default, besides their own files and the helpers of an assignment.

Marks must not depend on what happens to be installed, so this is NumPy and the standard library, and nothing else. What reaches
out of the process (sockets, other processes, files of this machine) can be imported too, because a file that imports it and never
uses it is right; its functions raise an error in the sandbox.
"""

from __future__ import annotations

import sys

NUMPY_MODULES: tuple[str, ...] = ("numpy",)
"""NumPy. A name allows all modules below it."""

# What needs a screen, opens a browser or installs software. A submission that imports one of these has a stand-in for it, as for
# any other module that is not available.
_POINTLESS = {"antigravity", "ensurepip", "idlelib", "tkinter", "_tkinter", "turtle", "turtledemo", "venv"}

HARMLESS_MODULES: tuple[str, ...] = tuple(sorted({"__main__", *sys.stdlib_module_names} - _POINTLESS))
"""The standard library, without what makes no sense in a sandbox."""

_DIFFERENTIATING = """
aesara autograd casadi chainer equinox flax functorch jax keras mxnet mygrad paddle pytensor symengine sympy tensorflow theano
tinygrad torch
"""
DIFFERENTIATING_PACKAGES: tuple[str, ...] = tuple(_DIFFERENTIATING.split())
"""Packages that differentiate by themselves. A submission that imports an allowed one gets a remark."""

STANDARD_MODULES: tuple[str, ...] = (*NUMPY_MODULES, *HARMLESS_MODULES)
"""The default of an assignment."""
