"""The first day: every map meets the published counts, and its spread comes from where the model says."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest
import small_war

from ripeness.engine import streams
from ripeness.engine import war as arrays
from ripeness.engine.loop import start_maps
from ripeness.engine.pack import pack
from ripeness.engine.start import draw_maps
from ripeness.numerics.lanes import Width
from ripeness.scenario.load import load_scenario
from ripeness.scenario.tables import Seen

FUTURES = 128


@pytest.fixture(scope="module")
def flagship():
    return load_scenario("afghanistan-2018")


def draw(scenario, changed=None, seed=2):
    """The packed war and the first-day maps of some futures: target, deviation, offset scale."""
    packed = pack(scenario, small_war.central(scenario) | (changed or {}), streams.key(seed, streams.WORLD_AXIS))
    maps = start_maps(packed, streams.keys(seed, np.arange(FUTURES)), 64)
    n = len(packed.ground.unit)
    return packed, maps[:, :n], maps[:, n : 2 * n], maps[:, 2 * n]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_future_starts_with_the_class_counts_that_were_published(flagship, seed):
    packed, target, deviation, scale = draw(flagship, seed=seed)
    seen = target + deviation + scale[:, None] * packed.ground.command_offset
    cut = packed.ground.command_inner
    assert ((seen > cut).sum(axis=1) == 226).all()
    assert ((seen < -cut).sum(axis=1) == 49).all()


def test_the_counts_are_met_in_worlds_far_from_the_middle(flagship):
    rng = np.random.default_rng(6)
    for seed in range(6):
        values = {name: float(e.quantile(u)) for (name, e), u in
                  zip(flagship.parameters.items(), rng.uniform(0.01, 0.99, len(flagship.parameters)), strict=True)
                  if name.startswith(("territory.", "measurement."))}  # fmt: skip
        packed, target, deviation, scale = draw(flagship, values, seed)
        seen = target + deviation + scale[:, None] * packed.ground.command_offset
        assert ((seen > packed.ground.command_inner).sum(axis=1) == 226).all()
        assert ((seen < -packed.ground.command_inner).sum(axis=1) == 49).all()


def test_the_gap_between_control_and_its_target_is_the_one_asked_for(flagship):
    for gap in (0.0, 0.12):
        _, _, deviation, _ = draw(flagship, {"territory.posterior_gap": gap})
        assert np.allclose(deviation.mean(axis=1), gap, atol=2e-6)
        assert deviation.std() > 0.1


def test_a_map_without_counts_has_the_mean_and_spread_of_its_parameters():
    scenario = small_war.scenario()
    packed = small_war.world(scenario)
    packed = packed._replace(origin=packed.origin._replace(inner_government=0, inner_insurgent=0))
    maps = start_maps(packed, streams.keys(1, np.arange(FUTURES)), 16)
    n = small_war.DISTRICTS
    x = maps[:, :n] + maps[:, n : 2 * n]
    seen = x + maps[:, [2 * n]] * packed.ground.command_offset
    assert np.allclose(x.mean(axis=1), packed.origin.start_mean, atol=1e-5)
    assert np.allclose(seen.std(axis=1), packed.origin.cross_section_sd, atol=1e-5)


def burn_in(scenario, changed, futures=1024, width=64):
    """Raw targets and deviations before the counts are fitted, (future, district)."""
    packed = small_war.world(scenario, changed)
    provinces = len(packed.origin.province_unit)
    field = arrays.lanes(packed, width).field
    targets, deviations = [], []
    keys = streams.keys(3, np.arange(futures))
    for first in range(0, futures, width):
        field.words[:] = 0
        field.words[:2] = keys[first : first + width].T
        draw_maps(Width(width), packed.ground, packed.origin, field, np.zeros((provinces, width), np.float32))
        targets.append(field.target.T.copy())
        deviations.append(field.deviation.T.copy())
    return packed, np.concatenate(targets), np.concatenate(deviations)


def test_five_years_of_burn_in_give_the_spread_of_the_process(flagship):
    """V02, V05: transient variance after five years, common within a region, none across."""
    kappa, volatility, common = 0.8, 0.6, 0.3
    changed = {"territory.mean_reversion": kappa, "territory.volatility": volatility,
               "territory.common_share": common, "territory.diffusion": 0.0}  # fmt: skip
    packed, _, deviation = burn_in(flagship, changed)
    true = volatility**2 / (2 * kappa) * (1 - exp(-2 * kappa * 5))
    regions = packed.ground.region
    means = np.stack([deviation[:, regions == g].mean(axis=1) for g in np.unique(regions)], axis=1)
    for g, size in enumerate(np.bincount(regions)):
        assert means[:, g].var() == pytest.approx(true * (common + (1 - common) / size), rel=4 * np.sqrt(2 / 1024))
    between = np.corrcoef(means.T)[np.triu_indices(means.shape[1], 1)]
    assert np.abs(between).max() < 4.2 / np.sqrt(1024)
    within = deviation - means[:, regions]
    share = 1 - np.unique(regions).size / len(regions)
    assert within.var() == pytest.approx(true * (1 - common) * share, rel=0.01)


def test_neighbours_leaning_on_each_other_narrows_the_spread(flagship):
    apart = burn_in(flagship, {"territory.diffusion": 0.0}, 256)[2].var()
    leaning = burn_in(flagship, {"territory.diffusion": 0.6}, 256)[2].var()
    assert leaning < 0.8 * apart


def test_targets_are_covariates_plus_one_effect_a_province_and_one_a_district(flagship):
    changed = {"territory.province_sd": 0.4, "territory.district_sd": 0.25}
    packed, target, _ = burn_in(flagship, changed)
    effect = target - packed.origin.level
    province = packed.origin.province
    count = np.bincount(province)
    assert np.array_equal(np.sort(count), np.sort([p.districts for p in flagship.provinces]))
    means = np.stack([effect[:, province == p].mean(axis=1) for p in range(len(count))], axis=1)
    assert (means.var(axis=0) / (0.4**2 + 0.25**2 / count)).mean() == pytest.approx(1, abs=4 * np.sqrt(2 / (1024 * 34)))
    within = (effect - means[:, province]).var() / (1 - len(count) / len(province))
    assert within == pytest.approx(0.25**2, rel=0.01)
    capital = np.array([d.capital for d in flagship.districts])
    level = packed.origin.level
    assert level[capital].mean() - level[~capital].mean() == pytest.approx(1.0, abs=0.1)


def test_populations_are_shares_and_province_violence_averages_one(flagship):
    packed = pack(flagship, small_war.central(flagship), streams.key(2, streams.WORLD_AXIS))
    assert packed.ground.weight.sum() == pytest.approx(1, abs=1e-5)
    province = packed.origin.province
    one_each = np.array([packed.ground.violence_weight[province == p][0] for p in range(len(flagship.provinces))])
    assert all(np.unique(packed.ground.violence_weight[province == p]).size == 1 for p in range(len(one_each)))
    assert one_each.sum() == pytest.approx(len(one_each), rel=1e-6)
    people = {p.id: p.population for p in flagship.provinces}
    total = sum(people.values())
    for p, scenario_province in enumerate(flagship.provinces):
        share = packed.ground.weight[province == p].sum()
        assert share == pytest.approx(people[scenario_province.id] / total, rel=0.02)


# --- nowcast: an imported map


def imported(flagship, instrument: str, leave: int = 7):
    """The flagship with a map of three classes in turn, of every district but one in ``leave``."""
    day = flagship.information_date
    rows = tuple(
        Seen(d.id, i % 3, instrument, day, day) for i, d in enumerate(flagship.districts) if i % leave
    )  # fmt: skip
    return replace(flagship, control=rows, nowcast=True)


@pytest.mark.parametrize("instrument", ["press", "command"])
def test_in_a_nowcast_every_future_begins_on_the_imported_map(flagship, instrument):
    war = imported(flagship, instrument)
    packed, target, deviation, scale = draw(war)
    ground = packed.ground
    offset = ground.press_offset if instrument == "press" else ground.command_offset
    low, high = (
        (ground.press_cut_low, ground.press_cut_high)
        if instrument == "press"
        else (-ground.command_inner, ground.command_inner)
    )
    printed = (target + deviation + scale[:, None] * offset)[:, [i for i in range(len(war.districts)) if i % 7]]
    classes = (printed > low).astype(int) + (printed > high)
    assert (classes == [row.level for row in war.control]).all()


def test_a_nowcast_keeps_the_gap_and_leaves_chance_within_a_class(flagship):
    war = imported(flagship, "press")
    _, target, deviation, _ = draw(war, {"territory.posterior_gap": 0.1})
    assert np.allclose(deviation.mean(axis=1), 0.1, atol=2e-6)
    assert ((target + deviation).std(axis=0) > 0.01).all()


def test_a_map_of_nothing_leaves_the_start_as_it_was(flagship):
    seen = imported(flagship, "press").control[:1]
    _, target, deviation, _ = draw(replace(flagship, control=seen, nowcast=True))
    _, before, beside, _ = draw(flagship)
    rest = [i for i, d in enumerate(flagship.districts) if d.id != seen[0].district]
    assert np.allclose((target + deviation)[:, rest], (before + beside)[:, rest], atol=1e-5)
