"""The benchmarks compare like with like, and their machinery runs."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import __main__ as benchmarks
from benchmarks import clock, engines, moments, table, wars
from benchmarks.reference.text import Text

from ripeness.engine import loop, streams
from ripeness.engine import record as rec
from ripeness.model.violence import negative_binomial

KEYS = streams.keys(3, np.arange(256))


@pytest.fixture(scope="module")
def ours():
    case = wars.flagship()
    return loop.simulate(case.war, case.tables, KEYS).record


def test_the_war_in_numpy_is_the_same_war(ours):
    from benchmarks.reference import numpy_war

    case = wars.flagship()
    theirs = numpy_war.futures(case.war, case.tables, loop.start_maps(case.war, KEYS[:96]))
    engines.same_war("NumPy", ours, theirs)


def test_the_war_in_mesa_is_the_same_war(ours):
    pytest.importorskip("mesa")
    from benchmarks.reference import mesa_war

    case = wars.flagship()
    theirs = mesa_war.futures(case.war, case.tables, loop.start_maps(case.war, KEYS[:3]))
    assert len(theirs) == 3 and (theirs[:, rec.MONTHS_RUN] > 0).all()
    engines.same_war("Mesa", ours, theirs)


def test_another_war_is_told_from_this_one(ours):
    changed = ours.copy()
    changed[:, rec.R_END] += 1.0
    with pytest.raises(AssertionError, match="posture"):
        engines.same_war("a war with more troops", ours, changed)


@pytest.mark.slow
def test_the_ground_in_c_is_the_ground(tmp_path):
    from benchmarks.blocks import set_date, started
    from benchmarks.reference import c_war

    from ripeness.engine.ground import settle_ground, shake
    from ripeness.numerics.lanes import Width

    if c_war.compiler() is None:
        pytest.skip("no C compiler here")
    case, months = wars.lattice(50), 2
    here, there, width = started(case, c_war.WIDTH), started(case, c_war.WIDTH), Width(c_war.WIDTH)
    steps = np.zeros((months, case.war.countryside.provinces), dtype=np.float32)
    seen = c_war.run(c_war.build(tmp_path), case.war, there.field, steps)
    with np.errstate(all="ignore"):
        for month in range(months):
            set_date(here.field, month)
            shake(width, case.war.ground, case.war.countryside, here.field)
            settle_ground(width, case.war.ground, case.war.countryside, case.war.peace, here.field)
    rows = here.field.rows
    assert np.abs(seen[0] - rows[rec.SHARE]).max() < 1e-5
    assert np.abs(seen[2] / 50 - rows[rec.ACCORD_SHARE]).max() < 0.021  # one accord of fifty may fall on an edge
    assert np.abs(there.field.deviation - here.field.deviation).max() < 1e-4


def test_a_copy_of_a_mechanism_uses_the_numbers_it_is_given():
    asked = []
    copy = Text({"floor": lambda x: asked.append(x) or math.floor(x), "maximum": max, "sqrt": math.sqrt}).of(
        negative_binomial
    )
    assert copy(100.0, 10.0, 0.0, 0.0) == math.floor(100.0 * (1 - 1 / 90) ** 3 + 0.5) and len(asked) == 1


def test_growth_wars_have_the_size_asked_for():
    case = wars.lattice(49, months=5)
    record = loop.simulate(case.war, case.tables, KEYS[:32]).record
    assert len(case.war.ground.unit) == 49 and (record[:, rec.MONTHS_RUN] == 5).all()
    assert len(np.unique(case.war.ground.neighbour)) == 49


def test_figures_are_printed_and_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(benchmarks, "LATEST", tmp_path / "latest.json")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--quick", "--markdown", "--only", "solving"])
    benchmarks.main()
    kept = json.loads((tmp_path / "latest.json").read_text())
    assert {"name", "value", "unit", "ratio", "reference"} == set(kept[0])
    printed = capsys.readouterr().out
    assert clock.level() in printed and all(row["name"] in printed for row in kept)
    assert all(row["value"] > 0 for row in kept)


def test_a_figure_is_rounded_so_that_it_can_be_read():
    assert [table.number(x) for x in (0.04567, 3.14159, 27.18, 1234.5)] == ["0.046", "3.14", "27.2", "1,234"]


def test_distances_are_in_standard_errors():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((4000, 2)), rng.standard_normal((1000, 2)) + np.array([0.0, 1.0])
    near, far = moments.distances(a, b)
    assert abs(near) < 4 and abs(far - 1.0 / math.sqrt(1 / 4000 + 1 / 1000)) < 4
