"""The map of a world as arrays: districts, instruments, first day, roads, posts and local accords."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine import streams
from ripeness.engine.routes import routes
from ripeness.engine.war import Countryside, Ground, LocalPeace, Origin, Stage
from ripeness.errors import Problem, ScenarioError
from ripeness.model.elites import usual_pulse
from ripeness.model.massing import formation_size, storms
from ripeness.model.territory import shock_scales
from ripeness.numerics.scalar import hashed1, uniform1

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

MONTH, QUARTER = 1.0 / 12.0, 0.25
BURN_IN_QUARTERS = 20


def ground_of(
    scenario: Scenario, values: Mapping[str, float], world_key: tuple[int, int], stage: Stage
) -> tuple[Ground, float]:
    districts = scenario.districts
    place = {d.id: i for i, d in enumerate(districts)}
    provinces = {p.id: i for i, p in enumerate(scenario.provinces)}
    regions = {r: i for i, r in enumerate(scenario.regions)}
    region_of = {p.id: regions[p.region] for p in scenario.provinces}
    ties: list[list[tuple[int, float]]] = [[] for _ in districts]
    for a, b, weight in scenario.edges:
        tie = 1.0 + (weight - 1.0) * values["territory.road_weight"]
        ties[place[a]].append((place[b], tie))
        ties[place[b]].append((place[a], tie))
    for found in ties:  # by stable number: the order of the table must not show in a sum
        found.sort(key=lambda end: districts[end[0]].id)
    degree = np.array([sum(w for _, w in tie) for tie in ties], dtype=np.float32)
    mean_degree = float(degree.mean()) or 1.0
    population = np.array([d.population for d in districts], dtype=float)
    province_unit = stable_numbers([p.id for p in scenario.provinces], "provinces")
    spread = np.exp(
        values["violence.province_sd"] * _world_normals(world_key, streams.PROVINCE_VIOLENCE, province_unit)
    )
    spread *= len(spread) / spread.sum()
    units = [d.id for d in districts]
    offsets = {
        purpose: np.array([math.log(u / (1 - u)) for u in _world_uniforms(world_key, purpose, units)])
        for purpose in (streams.COMMAND_OFFSET, streams.PRESS_OFFSET)
    }
    decay, own, shared = shock_scales(
        values["territory.mean_reversion"], values["territory.volatility"], values["territory.common_share"], MONTH
    )
    posture = scenario.start["posture"]
    ground = Ground(
        unit=np.array(units, dtype=np.int64),
        region=np.array([region_of[d.province] for d in districts], dtype=np.int64),
        weight=(population / population.sum()).astype(np.float32),
        violence_weight=np.array([spread[provinces[d.province]] for d in districts], dtype=np.float32),
        first=np.cumsum([0] + [len(t) for t in ties]).astype(np.int64),
        province=np.array([provinces[d.province] for d in districts], dtype=np.int64),
        region_share=_shares_within(population, [region_of[d.province] for d in districts]),
        neighbour=np.array([j for tie in ties for j, _ in tie], dtype=np.int64),
        tie=np.array([w for tie in ties for _, w in tie], dtype=np.float32),
        degree=degree,
        region_unit=stable_numbers(list(scenario.regions), "regions"),
        command_offset=(offsets[streams.COMMAND_OFFSET] * values["measurement.command_offset_scale"]).astype(
            np.float32
        ),
        press_offset=(offsets[streams.PRESS_OFFSET] * values["measurement.press_offset_scale"]).astype(np.float32),
        step=values["territory.diffusion"] * MONTH / 2.0 / mean_degree,
        decay=decay,
        own_scale=own,
        shared_scale=shared,
        decisiveness=values["territory.decisiveness"],
        air_multiplier=values["territory.air_multiplier"],
        air_backlash=values["territory.air_backlash"],
        materiel_multiplier=values["territory.materiel_multiplier"],
        militia_benefit=values["territory.militia_benefit"],
        militia_predation=values["territory.militia_predation"],
        outpost_benefit=values["territory.outpost_benefit"],
        oversight=values["government.militia_oversight"],
        materiel=values["region.materiel"],
        elite_control=values["elites.control_loss"],
        elite_usual=usual_pulse(values["elites.killing_rate"], region_weights(scenario), MONTH).astype(np.float32),
        legitimacy_force=values["government.force_legitimacy"],
        log_legitimacy=math.log(values["government.legitimacy"]),
        pay_start=float(stage.pay[posture]),
        air_start=float(stage.air[posture]),
        advice_start=float(stage.advice[posture]),
        strength_start=values["forces.strength"],
        command_inner=values["measurement.command_inner"],
        command_outer_low=min(values["measurement.command_outer_low"], -values["measurement.command_inner"]),
        command_outer_high=max(values["measurement.command_outer_high"], values["measurement.command_inner"]),
        press_cut_low=min(values["measurement.press_cut_low"], values["measurement.press_cut_high"]),
        press_cut_high=max(values["measurement.press_cut_low"], values["measurement.press_cut_high"]),
        reading_noise=values["measurement.reading_noise"],
    )
    return ground, mean_degree


def origin_of(scenario: Scenario, values: Mapping[str, float], mean_degree: float, ground: Ground) -> Origin:
    provinces = {p.id: i for i, p in enumerate(scenario.provinces)}
    border = {p.id: p.border for p in scenario.provinces}
    level = [
        values["territory.urban_effect"] * d.capital
        + values["territory.road_effect"] * d.road
        + values["territory.border_effect"] * border[d.province]
        for d in scenario.districts
    ]
    decay, own, shared = shock_scales(
        values["territory.mean_reversion"], values["territory.volatility"], values["territory.common_share"], QUARTER
    )
    map_low, map_high, map_offset = _imported(scenario, ground)
    return Origin(
        level=np.array(level, dtype=np.float32),
        province=np.array([provinces[d.province] for d in scenario.districts], dtype=np.int64),
        province_unit=stable_numbers([p.id for p in scenario.provinces], "provinces"),
        province_sd=values["territory.province_sd"],
        district_sd=values["territory.district_sd"],
        quarters=BURN_IN_QUARTERS,
        step=values["territory.diffusion"] * QUARTER / 2.0 / mean_degree,
        decay=decay,
        own_scale=own,
        shared_scale=shared,
        start_mean=values["territory.start_mean"],
        posterior_gap=values["territory.posterior_gap"],
        cross_section_sd=values["territory.cross_section_sd"],
        inner_government=round(values.get("territory.start_inner_government", 0.0)),
        inner_insurgent=round(values.get("territory.start_inner_insurgent", 0.0)),
        map_low=map_low,
        map_high=map_high,
        map_offset=map_offset,
    )


def _imported(scenario: Scenario, ground: Ground) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Between which log-odds an imported map puts the reading of each district, and the instrument's offsets."""
    if not scenario.nowcast:
        return np.empty(0), np.empty(0), np.empty(0)
    press = scenario.control[0].instrument == "press"
    cuts = (
        [-np.inf, ground.press_cut_low, ground.press_cut_high, np.inf]
        if press
        else [-np.inf, -ground.command_inner, ground.command_inner, np.inf]
    )
    seen = {row.district: row.level for row in scenario.control}
    low = np.array([cuts[seen[d.id]] if d.id in seen else -np.inf for d in scenario.districts])
    high = np.array([cuts[seen[d.id] + 1] if d.id in seen else np.inf for d in scenario.districts])
    return low, high, (ground.press_offset if press else ground.command_offset).astype(float)


def peace_of(values: Mapping[str, float]) -> LocalPeace:
    """Local accords (M9)."""
    return LocalPeace(
        accord_rate=values["peace.accord_rate"],
        breakdown_rate=values["peace.breakdown_rate"],
        by_order=values["peace.order"],
        by_weariness=values["peace.weariness"],
        by_legitimacy=values["peace.legitimacy"],
        by_contest=values["peace.contest"],
        violence_share=values["peace.violence_share"],
        cascade_step=values["peace.cascade_step"],
        weariness_start=values["forces.weariness"],
        legitimacy_start=values["government.legitimacy"],
        centre_cut=values["cascade.centre_cut"],
    )


def countryside_of(scenario: Scenario, values: Mapping[str, float], stage: Stage) -> Countryside:
    """Massing, roads, posts, militias and killings (M4-M6)."""
    people = np.array([p.population for p in scenario.provinces], dtype=float)
    way = routes(scenario)
    air = np.array([stage.air[scenario.start["posture"]]], dtype=np.float32)
    size = formation_size(
        air, values["massing.size"], values["massing.habit"], values["massing.smallest"], values["massing.largest"]
    )
    return Countryside(
        provinces=len(scenario.provinces),
        regions=len(scenario.regions),
        province_weight=(people / people.sum()).astype(np.float32),
        region_weight=region_weights(scenario).astype(np.float32),
        route_parent=way.parent,
        route_here=way.here,
        route_there=way.there,
        route_km=way.km,
        province_stretch=way.last,
        size=values["massing.size"],
        habit=values["massing.habit"],
        smallest=values["massing.smallest"],
        largest=values["massing.largest"],
        town=values["massing.town"],
        post=values["massing.post"],
        exposed=values["massing.exposed"],
        size_start=float(size[0]),
        stormed_start=float(storms(size, values["massing.post"])[0]),
        storm_rate=values["posts.storm_rate"],
        abandon_rate=values["posts.abandon_rate"],
        abandon_pay=values["posts.abandon_pay"],
        abandon_cohesion=values["posts.abandon_cohesion"],
        check_base=values["roads.check_base"],
        check_control=values["roads.check_control"],
        militia_loss=values["militias.loss_rate"],
        killing_rate=values["elites.killing_rate"],
        elite_cohesion=values["elites.cohesion_loss"],
        oversight_start=values["government.militia_oversight"],
        cohesion_start=values["government.cohesion"],
        effort_mean=float(np.i0(values["territory.season_amplitude"])),
        sortie_benefit=values["effort.sortie_benefit"],
    )


def region_weights(scenario: Scenario) -> np.ndarray:
    """Population share of every region, (region,)."""
    total = {region: 0.0 for region in scenario.regions}
    for province in scenario.provinces:
        total[province.region] += province.population
    people = np.array([total[region] for region in scenario.regions])
    return np.asarray(people / people.sum())


def _shares_within(population: np.ndarray, region: Sequence[int]) -> np.ndarray:
    whole = np.bincount(region, weights=population)
    return np.asarray(population / whole[np.asarray(region)], dtype=np.float32)


def stable_numbers(names: Sequence[str], what: str) -> np.ndarray:
    """A number for each name that does not depend on the others (14 bits), for the address of its draws."""
    numbers = [zlib.crc32(name.encode()) % 16383 + 1 for name in names]
    if len(set(numbers)) != len(numbers):
        clash = [n for n, k in zip(names, numbers, strict=True) if numbers.count(k) > 1]
        raise ScenarioError(
            [Problem("", 0, what, ", ".join(clash), "two names share a stream number", "Rename one of them.")]
        )
    return np.array(numbers, dtype=np.int64)


def _world_normals(world_key: tuple[int, int], purpose: int, units: Iterable[int]) -> np.ndarray:
    from scipy.special import ndtri

    return np.asarray(ndtri(_world_uniforms(world_key, purpose, units)))


def _world_uniforms(world_key: tuple[int, int], purpose: int, units: Iterable[int]) -> np.ndarray:
    return np.array([uniform1(hashed1(streams.address(purpose, 0, int(u)), *world_key)) for u in units])
