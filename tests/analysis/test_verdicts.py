"""A verdict says what is so: on numbers whose truth is known it finds it, and where it cannot tell it says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.analysis.audit.contrasts import contrast, posterior
from ripeness.analysis.audit.verdicts import confirms, is_negligible, judge, refutes
from ripeness.scenario.experiments import Experiment

rng = np.random.default_rng(5)


def experiment(*tests: dict, **more) -> Experiment:
    body = {"title": "A claim", "type": "causal", "metric": "m", "confirm": "c", "refute": "r"}
    return Experiment.model_validate({**body, "tests": tests, **more})


def arms(effect: float, worlds: int = 16, futures: int = 300, spread: float = 0.0, base: float = 0.3):
    """A share with and without something that adds ``effect`` in the mean, on the same chance."""
    own = np.clip(effect + spread * rng.normal(size=worlds), -base, 1.0 - base)
    chance = [rng.random(futures) for _ in range(worlds)]
    return [(u < base).astype(float) for u in chance], [
        (u < base + e).astype(float) for u, e in zip(chance, own, strict=True)
    ]


def verdict(effect: float, test: dict, **more) -> str:
    before, after = arms(effect, **more)
    return judge("C", experiment(test), [contrast(after, before)]).verdict


UP = {"measure": "settlement", "arm": "reference", "against": "reference", "up": 0.05}


@pytest.mark.parametrize(
    ("effect", "expected"),
    [(0.2, "supported"), (-0.2, "contradicted"), (0.0, "negligible"), (0.01, "negligible")],
)
def test_an_effect_of_known_size_gets_its_verdict(effect, expected):
    assert verdict(effect, UP) == expected


def test_worlds_that_disagree_leave_it_undetermined():
    assert verdict(0.0, UP, spread=0.15) == "undetermined"


def test_too_few_worlds_leave_it_undetermined():
    assert verdict(0.2, UP, worlds=3) == "undetermined"


def test_few_futures_do_not_pass_for_certainty():
    before, after = arms(0.06, worlds=4, futures=8)
    found = judge("C", experiment(UP), [contrast(after, before)])
    assert found.verdict in {"undetermined", "negligible"} and found.confirm < 0.8


def test_a_level_is_held_against_its_own_limits():
    share = [(rng.random(400) < 0.02).astype(float) for _ in range(12)]
    limits = {"measure": "takeover", "below": 0.05, "refute": {"above": 0.2}}
    assert judge("C", experiment(limits), [contrast(share)]).verdict == "supported"
    often = [1.0 - s for s in share]
    assert judge("C", experiment(limits), [contrast(often)]).verdict == "contradicted"


def test_all_parts_must_hold_unless_one_is_enough():
    before, after = arms(0.2)
    still = contrast(before, before)
    both = [contrast(after, before), still]
    assert judge("C", experiment(UP, UP), both).verdict == "negligible"
    assert judge("C", experiment(UP, UP, any=True), both).verdict == "supported"


def test_what_does_not_confirm_refutes_where_the_experiment_says_so():
    before, _ = arms(0.0)
    test = {"measure": "settlement", "above": 0.6}
    assert judge("C", experiment(test), [contrast(before)]).verdict == "undetermined"
    assert judge("C", experiment(test, otherwise=True), [contrast(before)]).verdict == "contradicted"


def test_what_is_shown_beside_decides_nothing():
    before, after = arms(0.2)
    shown = {"measure": "takeover", "arm": "reference", "against": "reference"}
    found = judge("C", experiment(UP, shown), [contrast(after, before), contrast(before, after)])
    assert found.verdict == "supported" and len(found.findings) == 2


def test_of_several_things_one_must_do_it_in_four_worlds_of_five():
    good, still = arms(0.2), arms(0.0)
    tests = [{**UP, "up": None, "above": 0.01, "group": name} for name in ("one", "other")]
    found = judge("C", experiment(*tests), [contrast(good[1], good[0]), contrast(still[1], still[0])])
    assert found.verdict == "supported"
    none = judge("C", experiment(*tests), [contrast(still[1], still[0])] * 2)
    assert none.verdict == "contradicted"


def test_the_same_audit_twice_gives_the_same_numbers():
    before, after = arms(0.06, spread=0.05)
    one, two = (judge("C", experiment(UP), [contrast(after, before)]) for _ in range(2))
    assert (one.confirm, one.refute, one.negligible) == (two.confirm, two.refute, two.negligible)


def test_a_world_without_the_number_is_left_out():
    before, after = arms(0.2, worlds=8)
    after[3] = np.full(300, np.nan)
    assert judge("C", experiment(UP), [contrast(after, before)]).worlds == 7


@given(x=st.floats(-2, 3), margin=st.floats(0.01, 0.5))
def test_no_value_is_two_things_at_once(x, margin):
    for key in ("up", "down"):
        trial = experiment({**UP, "up": None, key: margin}).tests[0]
        met = [bool(f(trial, np.array(x))) for f in (confirms, refutes, is_negligible)]
        assert sum(met) == 1


@given(margin=st.floats(1.01, 4.0), x=st.floats(0.05, 20.0))
def test_a_ratio_and_its_inverse_are_mirror_images(margin, x):
    up = experiment({**UP, "compare": "ratio", "up": margin}).tests[0]
    down = experiment({**UP, "compare": "ratio", "up": None, "down": margin}).tests[0]
    if abs(x - margin) > 1e-9 and abs(x * margin - 1) > 1e-9:
        assert bool(confirms(up, np.array(x))) == bool(confirms(down, np.array(1.0 / x)))


def test_the_noise_of_a_ratio_is_that_of_repeated_runs():
    found = []
    for _ in range(300):
        a, b = rng.normal(4, 1, 200), rng.normal(2, 1, 200)
        found.append(contrast([a], [b], "ratio"))
    values = np.array([f.value[0] for f in found])
    assert values.var() == pytest.approx(np.mean([f.noise[0] for f in found]), rel=0.3)


def test_an_effect_beyond_another_is_their_difference():
    parts = [[rng.normal(m, 1, 500)] for m in (5.0, 3.0, 4.0, 3.5)]
    means = [p[0].mean() for p in parts]
    found = contrast(parts[0], parts[1], beyond=(parts[2], parts[3]))
    assert found.value[0] == pytest.approx(means[0] - means[1] - (means[2] - means[3]))


def test_chance_draws_worlds_together():
    before, after = arms(0.1, worlds=20, futures=40)
    about = posterior(contrast(after, before))
    raw = np.array([a.mean() - b.mean() for a, b in zip(after, before, strict=True)])
    assert about.centre.std() < raw.std()
