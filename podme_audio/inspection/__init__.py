"""The address of a feed in, findings out: what podcast apps and directories would stumble over, seen from outside.

Part of the shell: the checks are tables, one module for each thing looked at, and every row has an id.
"""

from podme_audio.inspection.finding import MUST, SHOULD, Finding
from podme_audio.inspection.round import Plan, Report, inspect

__all__ = ["MUST", "SHOULD", "Finding", "Plan", "Report", "inspect"]
