"""Lets the tests of this room write `from scoring import ...`: pytest's importlib mode leaves the path alone."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
