"""The version of this program; `pyproject.toml` reads it from here, so that no command needs the installed metadata."""

VERSION = "0.1.0"

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""The versions of Python in which submissions can run. The untrusted half uses the syntax of the oldest."""
