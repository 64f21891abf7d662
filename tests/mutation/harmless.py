"""Spoils that validation cannot and need not reject, each with its reason."""

from __future__ import annotations

PROSE = frozenset({"Assignment.title", "Part.title", "Part.statement", "Mistake.what", "Mistake.hint", "Block.name"})
"""Fields that are read by people only: no check can say that a sentence is another one than was meant."""

HARMLESS: dict[tuple[str, str, str], str] = {}
"""By the file, the text of the line, and what replaces what."""
