"""Parties of a world as arrays: insurgency, client state, patron and cascade."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ripeness.engine.pack_map import region_weights
from ripeness.engine.war import Cascade, Effort, Ends, Neighbours, Society, Stage, State
from ripeness.model.effort import USES
from ripeness.model.elites import stationary_losses, usual_events
from ripeness.model.forces import loss_rate
from ripeness.model.government import RAID_MONTHS, shock_scale
from ripeness.model.violence import insurgent_ratio, insurgent_share

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

MONTH = 1.0 / 12.0
HANDOVER_TERMS = 0.85
PULSE_YEARS = 0.25  # how long a killing is felt
REST_STEPS = 400  # steps to the cascade's rest on the first day; far from a fold twenty would do


def society_of(scenario: Scenario, values: Mapping[str, float], stage: Stage) -> Society:
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
        propaganda_exposure=_exposure(values),
        sanctuary=values["region.sanctuary"],
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


def _exposure(values: Mapping[str, float]) -> float:
    """Extra insurgent deaths a month per unit of propaganda and air, so that the usual intensity is their best.

    References
    ----------
    Model M3: e_x = g_P a_v V exp(-b_P)/(a_0 l_m), the value of a unit of success and of a leader lost set equal.
    """
    gain = values["forces.propaganda_success"] * values["forces.morale_success"]
    return gain * math.exp(-values["forces.propaganda_saturation"])


def state_of(values: Mapping[str, float]) -> State:
    """The client government (M8, 9.6)."""
    cohesion = _logit(values["government.cohesion"])
    killed = usual_events(values["elites.killing_rate"], MONTH)
    killings = killed * values["elites.cohesion_loss"] / values["government.cohesion_speed"]
    starts = MONTH * usual_events(values["government.raid_rate"], MONTH)
    raided = RAID_MONTHS * starts / (1.0 + RAID_MONTHS * starts)  # no raid counts while another is felt
    return State(
        credence=values["perception.credence"],
        resentment=values["perception.resentment"],
        legitimacy_start=_logit(values["government.legitimacy"]),
        cohesion_logit=cohesion,
        cohesion_rest=cohesion + killings + raided * values["government.raid_cohesion"],
        legitimacy_rest=_logit(values["government.legitimacy"]) + raided * values["government.raid_legitimacy"],
        oversight_start=values["government.militia_oversight"],
        security_legitimacy=values["government.security_legitimacy"],
        reform_legitimacy=values["government.reform_legitimacy"],
        legitimacy_speed=values["government.legitimacy_speed"],
        legitimacy_scale=shock_scale(
            values["government.legitimacy_speed"], values["government.legitimacy_volatility"], MONTH
        ),
        expectation_cohesion=values["government.expectation_cohesion"],
        control_cohesion=values["government.control_cohesion"],
        legitimacy_cohesion=values["government.legitimacy_cohesion"],
        reform_cohesion=values["government.reform_cohesion"],
        exclusion_cohesion=values["government.exclusion_cohesion"],
        cohesion_speed=values["government.cohesion_speed"],
        cohesion_scale=shock_scale(
            values["government.cohesion_speed"], values["government.cohesion_volatility"], MONTH
        ),
        oversight_reform=values["government.oversight_reform"],
        dispute_base=values["government.dispute_base"],
        dispute_cohesion=values["government.dispute_cohesion"],
        dispute_legitimacy=values["government.dispute_legitimacy"],
        dispute_loss=values["government.dispute_loss"],
        raid_rate=values["government.raid_rate"],
        raid_cohesion=values["government.raid_cohesion"],
        raid_legitimacy=values["government.raid_legitimacy"],
        effort_mean=float(np.i0(values["territory.season_amplitude"])),
    )


def neighbours_of(values: Mapping[str, float]) -> Neighbours:
    """Sanctuary and recognition (M10)."""
    return Neighbours(
        sanctuary=values["region.sanctuary"],
        sanctuary_speed=values["region.sanctuary_speed"],
        recognition=values["region.recognition"],
        recognition_speed=values["region.recognition_speed"],
        by_talks=values["region.recognition_talks"],
        by_assurance=values["region.recognition_assurance"],
    )


def effort_of(scenario: Scenario, values: Mapping[str, float]) -> Effort:
    """Chosen effort (9.5)."""
    share = np.array([values[f"effort.{use}"] for use in USES])
    rate, regions = values["elites.killing_rate"], max(len(scenario.regions), 1)
    return Effort(
        precision=values["effort.precision"],
        share=(share / share.sum()).astype(np.float32),
        garrison=values["effort.garrison"],
        elite_control=rate * values["elites.control_loss"] * PULSE_YEARS / regions,
        elite_cascade=rate * values["elites.cascade_loss"] / regions,
    )


def cascade_of(scenario: Scenario, values: Mapping[str, float]) -> Cascade:
    """Garrisons and strongmen of the regions (M11)."""
    place = {region: g for g, region in enumerate(scenario.regions)}
    share = region_weights(scenario)
    killed, pull = usual_events(values["elites.killing_rate"], MONTH), values["cascade.pull"]
    capitals, seat = np.zeros(len(share)), np.zeros(len(share))
    for province in scenario.provinces:
        capitals[place[province.region]] += 1.0 / len(scenario.provinces)
        if province.national_capital:
            seat[place[province.region]] = 1.0
    militia = (1.0 - values["militias.killed"]) * values["militias.surrendered"]
    guarded = values["government.militia_oversight"] * values["territory.militia_benefit"]
    return Cascade(
        regions=len(share),
        weight=_office_weights(scenario, share).astype(np.float32),
        capitals=capitals.astype(np.float32),
        seat=seat.astype(np.float32),
        usual_losses=np.array([stationary_losses(killed, s) for s in share], dtype=np.float32),
        base=values["cascade.base"],
        by_level=values["cascade.level"],
        by_expectation=values["cascade.expectation"],
        by_control=values["cascade.control"],
        by_cohesion=values["cascade.cohesion"],
        by_pay=values["cascade.pay"],
        by_legitimacy=values["cascade.legitimacy"],
        by_losses=values["elites.cascade_loss"],
        within=pull * values["cascade.near_share"],
        between=pull * (1.0 - values["cascade.near_share"]),
        noise=values["cascade.noise"],
        speed=values["cascade.speed"],
        returning=values["cascade.returning"],
        town=values["massing.town"],
        capital_share=values["cascade.capital_share"],
        surrender_share=values["cascade.surrender_share"],
        collapse_capitals=values["cascade.collapse_capitals"],
        fear=values["cascade.fear"],
        courting=values["cascade.courting"],
        militia_surrender=militia * guarded / (1.0 + guarded + values["territory.outpost_benefit"]),
        rest_steps=REST_STEPS,
    )


def _office_weights(scenario: Scenario, share: np.ndarray) -> np.ndarray:
    """Weight of each region in the cascade: that of the offices of its strongmen, else its people."""
    weights = {region: 0.0 for region in scenario.regions}
    for actor in scenario.actors:
        if actor.kind == "office" and actor.region in weights and actor.weight:
            weights[actor.region] += actor.weight
    total = sum(weights.values())
    return np.array([weights[r] / total for r in scenario.regions]) if total > 0.0 else share


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def ends_of(scenario: Scenario) -> Ends:
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
