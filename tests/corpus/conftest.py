"""The corpus beside the tests is plain modules; tests and the command import them by name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
