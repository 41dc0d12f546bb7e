"""No parameter of a war is there for show: whatever has a prior is read by the code that computes with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ripeness.analysis.compare import metrics
from ripeness.engine import streams
from ripeness.engine.pack import pack
from ripeness.engine.played import played
from ripeness.engine.trials import anchored_base, fit_kernel
from ripeness.scenario import check
from ripeness.scenario.load import load_scenario
from ripeness.scenario.names import NAMES
from ripeness.scenario.problems import Problems
from ripeness.strategy.blocs import MOST_BLOCS, leadership
from ripeness.strategy.ledger import types_differ

# Drawn by name in code that joins mechanism and key, or read as estimates: every way of reading is watched alike.


class Watched(dict):
    """A mapping that remembers which of its keys were asked for by name."""

    def __init__(self, *args):
        super().__init__(*args)
        self.read = set()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)


@pytest.fixture(scope="module")
def read():
    """Names that computing one world and comparing packages in it ask for."""
    war = load_scenario("afghanistan-2018")
    values = Watched({name: float(estimate.value) for name, estimate in war.parameters.items()})
    watched = replace(war, parameters=Watched(war.parameters))
    key = streams.key(1, streams.WORLD_AXIS)
    world = pack(watched, values, key)
    anchored_base(world, values, 1)
    fit_kernel(world, values, 1, points=40)
    played(watched, values, 20.0)
    types_differ(values, (3, 0, 1))
    leadership(values, [(1.0,) * 5] * MOST_BLOCS)  # this war has three blocs, another may have four
    checks = check._Checks(watched, {}, Problems())
    checks.ground()
    checks.actors()
    metrics(watched)
    return values.read | watched.parameters.read


def test_no_parameter_waits_unread(read):
    assert not sorted(set(NAMES) - read)


def test_nothing_is_read_that_has_no_name(read):
    assert not sorted(read - set(NAMES))
