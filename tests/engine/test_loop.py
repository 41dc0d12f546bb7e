"""The loop gives the same bits in every way it can be run, and a lever moves only what it touches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import small_war

from ripeness.engine import ground, month, streams
from ripeness.engine import record as rec
from ripeness.engine.loop import PLAYERS, TRIAL, simulate, start_maps
from ripeness.strategy import events as ev

SUMS = ("states", "events", "histogram", "transitions")


def assert_same(one, two, fields=None):
    """Every array of two results has the same bits."""
    for name in fields or one._fields:
        a, b = np.ascontiguousarray(getattr(one, name)), np.ascontiguousarray(getattr(two, name))
        assert a.dtype == b.dtype and a.shape == b.shape, name
        assert a.tobytes() == b.tobytes() or np.array_equal(a, b, equal_nan=True), name


@pytest.fixture(scope="module")
def reference(war, tables, keys):
    """The futures that every other way of running has to give again."""
    return simulate(war, tables, keys, kept=10, told=96)


@pytest.fixture(scope="module")
def trial(war):
    """Control, posture, talks, cohesion, expectation now and before, shift of the fundamental of 96 trials."""
    rng = np.random.default_rng(2)
    n = 96
    begun = np.full(n, war.stage.level[war.politics.posture])
    return np.column_stack([
        rng.uniform(-1.5, 2.0, n), rng.integers(0, 4, n), rng.choice([1, 3], n), rng.choice([0.35, 0.65], n),
        rng.random(n), begun, rng.uniform(-0.2, 0.4, n),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def tried(war, tables, keys, trial):
    return simulate(war, tables, keys, kept=96, mode=TRIAL, trial=trial)


def test_the_reference_trials_are_worth_comparing(tried):
    collapsed = tried.record[:, rec.COLLAPSE_MONTH] >= 0
    assert 5 < collapsed.sum() < 91
    assert not tried.events[:, : ev.COLLAPSE].any(), "a party has moved"
    assert np.isfinite(tried.record).all()


def test_the_reference_futures_are_worth_comparing(reference):
    ended = reference.record[:, rec.MONTHS_RUN]
    assert len(np.unique(ended)) > 1, "no lane is refilled"
    assert (reference.events.sum(axis=0) > 0).sum() >= 8
    assert np.isfinite(reference.record).all()
    assert np.isfinite(reference.path[reference.record[:10, rec.COLLAPSE_MONTH] < 0][:, :, 0]).all()


def test_the_same_run_twice_is_the_same_run(war, tables, keys, reference):
    assert_same(reference, simulate(war, tables, keys, kept=10, told=96))


SLOW = pytest.mark.slow


@pytest.mark.parametrize("width", [pytest.param(8, marks=SLOW), 16, pytest.param(32, marks=SLOW)])
def test_any_number_of_lanes_gives_the_same_bits(war, tables, keys, reference, tried, trial, width):
    assert_same(reference, simulate(war, tables, keys, kept=10, told=96, width=width))
    assert_same(tried, simulate(war, tables, keys, kept=96, mode=TRIAL, trial=trial, width=width))


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_workers_gives_the_same_bits(war, tables, keys, reference, tried, trial, jobs):
    assert_same(reference, simulate(war, tables, keys, kept=10, told=96, jobs=jobs))
    assert_same(tried, simulate(war, tables, keys, kept=96, mode=TRIAL, trial=trial, jobs=jobs))


@pytest.mark.parametrize("cut", [1, 7, 48])
def test_a_run_in_two_blocks_is_the_run_in_one(war, tables, keys, reference, cut):
    first = simulate(war, tables, keys[:cut])
    second = simulate(war, tables, keys[cut:])
    assert np.array_equal(np.concatenate([first.record, second.record]), reference.record)
    for name in SUMS:
        assert np.array_equal(getattr(first, name) + getattr(second, name), getattr(reference, name)), name


def test_a_future_is_the_same_alone_and_among_others(war, tables, keys, reference):
    order = np.random.default_rng(1).permutation(len(keys))
    shuffled = simulate(war, tables, keys[order])
    assert np.array_equal(shuffled.record, reference.record[order])
    assert np.array_equal(simulate(war, tables, keys[41:42]).record, reference.record[41:42])


def test_plain_python_gives_the_bits_of_compiled_code(war, tables, keys, reference):
    few = keys[:24]
    plain = simulate(war, tables, few, kept=10, told=24, width=16, interpreted=True)
    assert_same(plain, simulate(war, tables, few, kept=10, told=24))


def test_plain_python_gives_the_bits_of_a_trial(war, tables, keys, trial):
    plain = simulate(war, tables, keys[:16], kept=16, width=16, mode=TRIAL, trial=trial, interpreted=True)
    assert_same(plain, simulate(war, tables, keys[:16], kept=16, mode=TRIAL, trial=trial))


def test_plain_python_gives_the_bits_of_the_players_picture_of_the_ground(war, tables, keys):
    plain = simulate(war, tables, keys[:12], width=16, mode=PLAYERS, interpreted=True)
    assert_same(plain, simulate(war, tables, keys[:12], mode=PLAYERS))


def test_plain_python_gives_the_bits_of_the_flagships_first_months():
    from ripeness.engine.pack import pack
    from ripeness.scenario.load import load_scenario

    scenario = load_scenario("afghanistan-2018")
    world = pack(scenario, small_war.central(scenario), streams.key(1, streams.WORLD_AXIS))._replace(months=3)
    tables, few = small_war.longer(small_war.solved(), 3), streams.keys(1, np.arange(8))
    plain = simulate(world, tables, few, kept=8, told=8, width=16, interpreted=True)
    assert_same(plain, simulate(world, tables, few, kept=8, told=8))


def test_a_draw_nobody_asked_for_moves_no_other(war, tables, keys, monkeypatch):
    """S6: a new mechanism with a purpose of its own changes nobody's luck."""
    before = simulate(war, tables, keys[:16], width=16, interpreted=True)
    asked, public = [], month.patron_public

    def curious(width, society, field):
        asked.append(ground.shock(width, field, 99, 5))
        public(width, society, field)

    monkeypatch.setattr(month, "patron_public", curious)
    assert_same(before, simulate(war, tables, keys[:16], width=16, interpreted=True))
    assert np.std(asked) > 0.5


def test_what_is_kept_and_told_changes_no_future(war, tables, keys, reference):
    bare = simulate(war, tables, keys)
    assert np.array_equal(bare.record, reference.record)
    assert_same(bare, reference, SUMS)


def test_a_lever_that_moves_nothing_changes_nothing_in_any_future(war, tables, keys, reference):
    idle = small_war.world(small_war.scenario(), {"government.dispute_loss": 3.0})  # no election is due
    assert_same(reference, simulate(idle, tables, keys, kept=10, told=96))
    dials = {name: (neutral,) * war.months for name, neutral in rec.POLICIES.items()}
    null = small_war.world(replace(small_war.scenario(), dials=dials))
    assert_same(reference, simulate(null, tables, keys, kept=10, told=96))


def test_a_lever_leaves_the_months_before_it_alone(war, tables, keys, reference):
    late = small_war.policy(war, rec.AIR_FACTOR, 0.3, slice(12, None))
    other = simulate(late, tables, keys, kept=10, told=96)
    assert np.array_equal(reference.path[:, :12], other.path[:, :12], equal_nan=True)
    assert np.array_equal(reference.map[:, :4], other.map[:, :4])
    assert not np.array_equal(reference.path[:, 12], other.path[:, 12], equal_nan=True)


def test_a_parameter_of_the_patrons_public_leaves_the_ground_alone(tables, keys, reference):
    moved = small_war.world(small_war.scenario(), {"patron.support_sd": 0.5})
    other = simulate(moved, tables, keys, kept=10, told=96)
    assert_same(reference, other, ("events", "states", "log", "map"))
    support = [name for name, _, _ in rec.QUANTITIES].index("support")
    same = [q for q in range(len(rec.QUANTITIES)) if q != support]
    assert np.array_equal(reference.path[:, :, same], other.path[:, :, same], equal_nan=True)
    assert not np.array_equal(reference.path[:, :, support], other.path[:, :, support], equal_nan=True)


def first_times(results, event: int) -> np.ndarray:
    """Time of the first occurrence of an event in every future, infinite where it does not happen."""
    happened = results.log[:, :, 1] == event
    times = np.where(happened, results.log[:, :, 2], np.inf)
    return times.min(axis=1)


def test_a_lever_on_one_hazard_leaves_the_clocks_of_the_others_alone(war, tables, keys):
    rates = {ev.REFORM: 1.2, ev.CLOSE_PATRON: 0.7}
    base = simulate(war, small_war.constant(tables, rates), keys, told=96)
    more = simulate(war, small_war.constant(tables, rates | {ev.REFORM: 5.0}), keys, told=96)
    here, there = first_times(base, ev.CLOSE_PATRON), first_times(more, ev.CLOSE_PATRON)
    assert np.isfinite(here).any() and np.array_equal(np.isfinite(here), np.isfinite(there))
    both = np.isfinite(here)
    assert np.allclose(here[both], there[both], rtol=0, atol=1e-6)
    assert (first_times(more, ev.REFORM) <= first_times(base, ev.REFORM)).all()
    assert (first_times(more, ev.REFORM) < first_times(base, ev.REFORM)).any()


def test_common_luck_makes_a_comparison_sharper(tables, keys):
    steady = small_war.world(small_war.scenario(), small_war.STEADY)
    moved = small_war.policy(steady, rec.AIR_FACTOR, 0.8)
    base = simulate(steady, small_war.silent(tables), keys).record[:, rec.XBAR_END]
    paired = simulate(moved, small_war.silent(tables), keys).record[:, rec.XBAR_END] - base
    assert paired.var() < 0.05 * base.var()


def test_another_seed_is_another_war(war, tables, reference):
    other = simulate(war, tables, streams.keys(8, np.arange(96)))
    assert not np.array_equal(other.record, reference.record)


def test_the_order_of_the_district_table_does_not_matter(war, tables, keys, reference):
    order = tuple(int(u) for u in np.random.default_rng(4).permutation(np.arange(1, small_war.DISTRICTS + 1)))
    mixed = small_war.world(small_war.scenario(order))
    assert_same(reference, simulate(mixed, tables, keys, kept=10, told=96))


def test_the_place_of_a_district_in_the_arrays_moves_no_draw(tables, keys):
    straight = small_war.scenario()
    place = np.random.default_rng(5).permutation(small_war.DISTRICTS)
    mixed = replace(straight, districts=tuple(straight.districts[i] for i in place))
    here, there = small_war.world(straight, small_war.STEADY), small_war.world(mixed, small_war.STEADY)
    assert np.array_equal(place[there.countryside.route_here], here.countryside.route_here), "another way to a province"
    a, b = start_maps(here, keys), start_maps(there, keys)
    for half in (slice(0, small_war.DISTRICTS), slice(small_war.DISTRICTS, 2 * small_war.DISTRICTS)):
        assert np.allclose(a[:, half][:, place], b[:, half], rtol=0, atol=3e-7)
    one, two = (simulate(w, small_war.silent(tables), keys, kept=96) for w in (here, there))
    assert np.abs(one.map[:, :, place].astype(int) - two.map.astype(int)).max() <= 1
    assert np.allclose(one.path, two.path, rtol=2e-3, atol=1e-5)  # sums round differently, and deaths are whole
