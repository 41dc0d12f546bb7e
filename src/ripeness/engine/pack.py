"""Scenario and world to arrays: the one place where what is known meets what is computed.

A world's parameters arrive as a dictionary by name; geography and calendar come from the scenario. Nothing here
decides anything: it selects, converts units, and derives the constants that the start rule demands (births
equal losses, effort has mean one, every driver is a difference from its start).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine import streams
from ripeness.engine.war import Ends, Ground, Origin, Politics, Society, Stage, Tables, War
from ripeness.errors import Problem, ScenarioError
from ripeness.model.forces import loss_rate
from ripeness.model.territory import shock_scales
from ripeness.model.violence import insurgent_ratio, insurgent_share
from ripeness.numerics.scalar import hashed1, uniform1
from ripeness.strategy.events import CELLS, transition_table

if TYPE_CHECKING:
    from ripeness.scenario.load import Scenario
    from ripeness.strategy.solver import Solution

MONTH, QUARTER = 1.0 / 12.0, 0.25
BURN_IN_QUARTERS = 20
HANDOVER_TERMS = 0.85


def pack(
    scenario: Scenario, values: Mapping[str, float], world_key: tuple[int, int], accord_phases: str = "any"
) -> War:
    """One world of a scenario as the arrays of ``engine.war``.

    Parameters
    ----------
    values : every parameter of the scenario by name, this world's draw.
    world_key : key words of the world, for what is drawn once a world (reading offsets, province violence).
    accord_phases : "any", "exclusive" or "linkage": from which phases a separate accord may be signed.
    """
    stage = _stage(scenario, values)
    ground, mean_degree = _ground(scenario, values, world_key, stage)
    return War(
        ground=ground,
        origin=_origin(scenario, values, mean_degree),
        society=_society(scenario, values, stage),
        stage=stage,
        politics=_politics(scenario, values, accord_phases),
        ends=_ends(scenario),
        months=scenario.months,
    )


def stable_numbers(names: Sequence[str], what: str) -> np.ndarray:
    """A number for each name that does not depend on the others (14 bits), for the address of its draws."""
    numbers = [zlib.crc32(name.encode()) % 16383 + 1 for name in names]
    if len(set(numbers)) != len(numbers):
        clash = [n for n, k in zip(names, numbers, strict=True) if numbers.count(k) > 1]
        raise ScenarioError(
            [Problem("", 0, what, ", ".join(clash), "two names share a stream number", "Rename one of them.")]
        )
    return np.array(numbers, dtype=np.int64)


def month_index(scenario: Scenario, year: int, month: int) -> int:
    """Months from the scenario's first month."""
    return (year - scenario.first_month.year) * 12 + month - scenario.first_month.month


def turnover_years(scenario: Scenario, until: float) -> list[float]:
    """Dates on which a patron's leader takes office, years from the first month, up to ``until``.

    The month that holds the date is taken whole; the last listed date repeats at the calendar's interval.
    """
    calendar = scenario.calendar
    months = [month_index(scenario, d.year, d.month) for d in calendar.turnover_dates]
    if months and calendar.turnover_every_years:
        while months[-1] / 12.0 < until:
            months.append(months[-1] + 12 * calendar.turnover_every_years)
    return [m / 12.0 for m in months if 0 < m / 12.0 <= until]


def _world_normals(world_key: tuple[int, int], purpose: int, units: Iterable[int]) -> np.ndarray:
    from scipy.special import ndtri

    return np.asarray(ndtri(_world_uniforms(world_key, purpose, units)))


def _world_uniforms(world_key: tuple[int, int], purpose: int, units: Iterable[int]) -> np.ndarray:
    return np.array([uniform1(hashed1(streams.address(purpose, 0, int(u)), *world_key)) for u in units])


def _postures(values: Mapping[str, float], name: str, start: float) -> np.ndarray:
    """Values by posture 0-3, given as factors of the start value, the main force being 1."""
    return np.array([values[f"territory.{name}_{rung}"] for rung in ("none", "money", "residual")] + [1.0]) * start


def _stage(scenario: Scenario, values: Mapping[str, float]) -> Stage:
    posture, commitment = scenario.start["posture"], scenario.start["commitment"]
    months = np.arange(scenario.months)
    phase = (scenario.first_month.month - 1 + months + 0.5) / 12.0
    season = values["territory.season_amplitude"] * np.cos(2 * np.pi * (phase - values["territory.season_peak"]))
    truces = np.zeros(scenario.months)
    for truce in scenario.calendar.truces:
        m = month_index(scenario, truce.date.year, truce.date.month)
        if 0 <= m < scenario.months:
            truces[m] += truce.days / 7.0
    pay = np.array([values["territory.pay_none"], 1.0, 1.0, 1.0]) * values["government.pay"]
    advice = np.array([values[f"territory.advisory_{r}"] for r in ("none", "money", "residual")] + [1.0])
    advice[:3] = np.minimum(advice[:3] * values["territory.advisory_scale"], 1.0)
    effort, deaths = values["violence.restraint_effort"], values["violence.restraint_patron_deaths"]
    bound = commitment == 1
    air = _postures(values, "air", 1.0)
    return Stage(
        season=season,
        truce_weeks=truces,
        air=air / air[posture] if air[posture] > 0 else air,
        pay=pay,
        advice=advice,
        level=posture_levels(values),
        kernel_drift=np.array([values[f"kernel.drift_{r}"] for r in ("none", "money", "residual", "main")]),
        restraint_effort=1.0 if bound else effort,
        restraint_deaths=1.0 if bound else deaths,
        restraint_effort_free=1.0 / effort if bound else 1.0,
        restraint_deaths_free=1.0 / deaths if bound else 1.0,
        ceasefire_factor=values["violence.ceasefire_factor"],
        settlement_factor=values["violence.settlement_factor"],
        kernel_cohesion=values["kernel.drift_cohesion"],
        kernel_volatility=values["kernel.volatility"],
        kernel_ceasefire=values["kernel.ceasefire_volatility"],
        kernel_settled=values["kernel.settled_volatility"],
    )


def posture_levels(values: Mapping[str, float]) -> np.ndarray:
    """Posture level by rung 0-3: nothing, money and materiel, residual force, main force."""
    return np.array([0.0, values["patron.level_money"], values["patron.level_residual"], 1.0])


def _ground(
    scenario: Scenario, values: Mapping[str, float], world_key: tuple[int, int], stage: Stage
) -> tuple[Ground, float]:
    districts = scenario.districts
    place = {d.id: i for i, d in enumerate(districts)}
    provinces = {p.id: i for i, p in enumerate(scenario.provinces)}
    regions = {r: i for i, r in enumerate(scenario.regions)}
    region_of = {p.id: regions[p.region] for p in scenario.provinces}
    ties: list[list[tuple[int, float]]] = [[] for _ in districts]
    for a, b, weight in scenario.edges:
        ties[place[a]].append((place[b], weight))
        ties[place[b]].append((place[a], weight))
    for tie in ties:  # by stable number: the order of the table must not show in a sum
        tie.sort(key=lambda end: districts[end[0]].id)
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
        outpost_benefit=values["territory.outpost_benefit"],
        oversight=values["government.militia_oversight"],
        materiel=values["region.materiel"],
        pay_start=float(stage.pay[posture]),
        air_start=float(stage.air[posture]),
        advice_start=float(stage.advice[posture]),
        strength_start=values["forces.strength"],
        command_inner=values["measurement.command_inner"],
        press_cut_low=min(values["measurement.press_cut_low"], values["measurement.press_cut_high"]),
        press_cut_high=max(values["measurement.press_cut_low"], values["measurement.press_cut_high"]),
        reading_noise=values["measurement.reading_noise"],
    )
    return ground, mean_degree


def _origin(scenario: Scenario, values: Mapping[str, float], mean_degree: float) -> Origin:
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
    )


def _society(scenario: Scenario, values: Mapping[str, float], stage: Stage) -> Society:
    air = float(stage.air[scenario.start["posture"]])
    ratio = insurgent_ratio(air, 1.0, values["violence.loss_ratio_base"], values["violence.loss_ratio_air"])
    own_share = insurgent_share(ratio, values["violence.loss_ratio_civilian"])
    deaths, strength = values["violence.deaths_per_month"], values["forces.strength"]
    half_life = 12.0 * values["violence.level_half_life"]
    return Society(
        deaths_per_month=deaths,
        level_decay=0.5 ** (1.0 / half_life),
        level_innovation=values["violence.level_innovation"],
        dispersion=values["violence.dispersion"],
        base_deaths=values["violence.base_contest"] * len(scenario.provinces),
        effort_mean=float(np.i0(values["territory.season_amplitude"])),
        loss_ratio_base=values["violence.loss_ratio_base"],
        loss_ratio_air=values["violence.loss_ratio_air"],
        loss_ratio_civilian=values["violence.loss_ratio_civilian"],
        patron_deaths=values["violence.patron_deaths"],
        strength=strength,
        recruitment=values["forces.recruitment"],
        recruitment_sanctuary=values["forces.recruitment_sanctuary"],
        recruitment_morale=values["forces.recruitment_morale"],
        morale_decay=values["forces.morale_decay"],
        morale_success=values["forces.morale_success"],
        morale_losses=values["forces.morale_losses"],
        weariness=values["forces.weariness"],
        weariness_decay=values["forces.weariness_decay"],
        weariness_success=values["forces.weariness_success"],
        weariness_contact=values["forces.weariness_contact"],
        propaganda_success=values["forces.propaganda_success"],
        losses_start=loss_rate(deaths * own_share, strength),
        support=values["patron.support"],
        cumulative_deaths=values["patron.cumulative_deaths"],
        deaths_per_million=values["patron.deaths_per_million"],
        war_cost_share=values["patron.war_cost_share"],
        support_casualties=values["patron.support_casualties"],
        support_success=values["patron.support_success"],
        support_elite=values["patron.support_elite"],
        support_sd=values["patron.support_sd"],
        salience_deaths=values["patron.salience_deaths"],
        salience_cost=values["patron.salience_cost"],
        level_start=max(float(stage.level[scenario.start["posture"]]), 1e-6),
    )


def _politics(scenario: Scenario, values: Mapping[str, float], accord_phases: str) -> Politics:
    table = transition_table(condition_phase=round(values["choice.condition_phase"]), accord_phases=accord_phases)
    turnover = np.zeros(scenario.months, dtype=np.int64)
    for years in turnover_years(scenario, scenario.months / 12.0):
        m = round(years * 12)
        if m < scenario.months:
            turnover[m] = 1
    return Politics(
        turnover=turnover,
        next_cell=np.ascontiguousarray(table.next_cell, dtype=np.int64),
        next_talks=np.ascontiguousarray(table.next_phase, dtype=np.int64),
        cell_posture=np.array([r for r, _ in CELLS], dtype=np.int64),
        cell_commitment=np.array([k for _, k in CELLS], dtype=np.int64),
        posture=scenario.start["posture"],
        commitment=scenario.start["commitment"],
        talks=scenario.start["talks"],
        execution=values["hazard.execution"],
        cohesion_decay=values["hazard.decay"],
        redraw_rate=values["patron.redraw_rate"],
        turnover_redraw=values["patron.turnover_redraw"],
        resolute_share=values["patron.resolute_share"],
        resolve_start=values["information.resolve_start"],
        resolve_offset=values["information.resolve_offset"],
        high_cohesion_share=values["government.high_cohesion_share"],
    )


def _ends(scenario: Scenario) -> Ends:
    regional = {p.id for p in scenario.provinces if p.regional_capital}
    capitals = [i for i, d in enumerate(scenario.districts) if d.capital]
    seats = [i for i in capitals if scenario.districts[i].province in regional]
    return Ends(
        capital=np.array(capitals, dtype=np.int64),
        regional_capital=np.array(seats, dtype=np.int64),
        quiet_deaths=float(scenario.measures["quiet_deaths_per_year"]),
        weak_share=float(scenario.measures["weak_control_share"]),
        handover_terms=HANDOVER_TERMS,
    )


def tables(solution: Solution, months: int) -> Tables:
    """A solved game in the loop's layout, with the two stored dates around the middle of every month."""
    times = np.asarray(solution.times)
    middle = (np.arange(months) + 0.5) / 12.0
    low = np.clip(np.searchsorted(times, middle, side="right") - 1, 0, len(times) - 2)
    span = times[low + 1] - times[low]
    fraction = np.where(span > 0, (middle - times[low]) / np.where(span > 0, span, 1.0), 0.0)
    nodes = np.concatenate([solution.patron[0], solution.patron[1], solution.common], axis=-1)
    return Tables(
        nodes=np.ascontiguousarray(nodes.reshape(-1, 8), dtype=np.float32),
        x_nodes=np.asarray(solution.x_nodes, dtype=float),
        mu_nodes=np.asarray(solution.mu_nodes, dtype=float),
        chi_knots=np.asarray(solution.chi_knots, dtype=float),
        per_date=int(solution.common.shape[1]),
        low=low.astype(np.int64),
        high=(low + 1).astype(np.int64),
        fraction=np.clip(fraction, 0.0, 1.0),
    )
