"""The modules there are, in the order in which they are fitted: a name and where its ``sample`` is.

Every module has a function ``sample(scenario, *, seed, draws, data=None, quick=False, progress=None) -> Posterior``
that raises EvidenceError, saying what it needs, where a war has too little to fit it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

MODULES = {
    "territory": "ripeness.calibration.territory",
    "violence": "ripeness.calibration.violence",
    "patron": "ripeness.calibration.patron",
}


def sampler(name: str) -> Any:
    """The function that samples a module."""
    return import_module(MODULES[name]).sample
