"""The version of this program; `pyproject.toml` reads it from here, so that no command needs the installed metadata."""

VERSION = "0.1.0"
