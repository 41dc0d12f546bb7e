"""The modules there are, in the order in which they are fitted: what each is made of, whether it reads a data folder.

A module's function ``sample(scenario, *, seed, draws, quick=False, progress=None) -> Posterior``, with ``data`` where
it reads one, raises EvidenceError, saying what it needs, where a war has too little to fit it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from ripeness.calibration.posterior import Posterior

CHAINS = ("kalman", "metropolis", "scale", "fitting", "evidence")


class Module(NamedTuple):
    """Files its draws depend on, its own first; whether it reads a folder with data that are not shipped."""

    files: tuple[str, ...]
    reads_data: bool


MODULES = {
    "territory": Module(("territory", *CHAINS), True),
    "violence": Module(("violence", *CHAINS), True),
    "patron": Module(("patron", *CHAINS), True),
    "technology": Module(("technology", "history_matching"), False),
    "cascade": Module(("cascade", "clients", "history_matching"), False),
    "strategic": Module(("strategic", "moves", "public_view", "event_history", "tempering", "scores"), False),
}


def sampler(name: str, data: Path | None) -> Callable[..., Posterior]:
    """The function that samples a module, its data folder given."""
    sample: Callable[..., Posterior] = import_module(f"ripeness.calibration.{name}").sample
    if not MODULES[name].reads_data:
        return sample
    return lambda *args, **settings: sample(*args, data=data, **settings)
