"""Tempered draws are draws of the posterior."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.calibration.tempering import tempered


def test_a_normal_observation_moves_a_normal_prior_as_far_as_it_should():
    sd = 0.3  # of one observation at 1.5: posterior mean 1.5 / (1 + sd^2), variance sd^2 / (1 + sd^2)
    rng = np.random.default_rng(3)
    found = tempered(rng.standard_normal((1500, 2)), lambda z: -0.5 * ((z[0] - 1.5) / sd) ** 2, rng, moves=6)
    assert found.particles[:, 0].mean() == pytest.approx(1.5 / (1 + sd**2), abs=0.05)
    assert found.particles[:, 0].std() == pytest.approx(sd / np.sqrt(1 + sd**2), rel=0.15)
    assert found.particles[:, 1].std() == pytest.approx(1.0, abs=0.1)
    exact = -0.5 * 1.5**2 / (1 + sd**2) + np.log(sd / np.sqrt(1 + sd**2))
    assert found.log_evidence == pytest.approx(exact, abs=0.15)
    assert abs(found.memory) < 0.5


def test_nothing_learnt_leaves_the_prior_in_one_step():
    rng = np.random.default_rng(4)
    found = tempered(rng.standard_normal((200, 1)), lambda z: -3.0, rng)
    assert found.powers == (1.0,)
    assert found.importance_ess == pytest.approx(200)
    assert found.log_evidence == pytest.approx(-3.0)


def test_draws_that_the_prior_refuses_leave_no_descendants():
    rng = np.random.default_rng(5)
    found = tempered(rng.standard_normal((300, 1)), lambda z: 0.0 if z[0] > 0 else -np.inf, rng)
    assert (found.particles[:, 0] > 0).all()
