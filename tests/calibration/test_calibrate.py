"""The job as a whole: quick, the same for the same seed, kept when finished, clear about what it needs."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.calibration import patron
from ripeness.calibration.calibrate import calibrate
from ripeness.calibration.diagnostics import diagnostics
from ripeness.errors import CalibrationError, SettingsError
from ripeness.scenario.load import load_scenario


def test_a_finished_module_is_kept_and_its_draws_are_used(tmp_path):
    first = calibrate("vietnam-1969", only=("patron", "territory"), quick=True, out=tmp_path / "war")
    again = calibrate("vietnam-1969", only=("patron",), quick=True, out=tmp_path / "war")
    fitted, not_fitted = first.outcomes
    assert not fitted.kept and again.outcomes[0].kept and again.outcomes[0].lines == fitted.lines
    assert "needs at least 4 readings" in not_fitted.why_not
    war = load_scenario(tmp_path / "war")
    assert set(war.posteriors["patron"].names) == set(patron.SHIPPED)
    assert not war.set_aside


def test_the_same_seed_gives_the_same_draws():
    war = load_scenario("vietnam-1969")
    one, two = (patron.sample(war, seed=4, draws=16, quick=True).draws for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_polls_after_the_last_known_deaths_and_after_the_gate_are_left_out():
    wars = patron.polls_of(load_scenario("afghanistan-2018"))
    assert [war.war for war in wars] == ["afghanistan-2018", "vietnam-1969"]
    assert wars[1].years.max() < 1969.01
    assert [war.war for war in patron.polls_of(load_scenario("vietnam-1969"))] == ["vietnam-1969"]


def test_more_dead_never_raise_support():
    for war in patron.polls_of(load_scenario("afghanistan-2018")):
        assert (np.diff(war.dead) >= 0).all()


def test_chains_that_have_not_met_are_refused():
    chains = np.random.default_rng(1).normal(size=(4, 200, 1)) + np.arange(4)[:, None, None]
    with pytest.raises(CalibrationError, match="have not met"):
        diagnostics("territory", ["a"], chains)


def test_an_unknown_module_is_refused():
    with pytest.raises(SettingsError, match="unknown module"):
        calibrate("vietnam-1969", only=("weather",))
