"""The order of a month, one line a mechanism: read this page first.

A month runs through the calendar, the decisions of all parties together, the fighting, and what the fighting
does to the two sides and to the patron's politics. Mechanisms still to come stand in their place in the list:

  1. calendar: turnover of the patron's leadership, season, dated truces        decisions.take_office, set_scene
  2. strategic events of all actors, competing risks on the solved hazards      decisions.decide
  3. the public belief drifts, staying being evidence                           decisions.decide (M12)
  4. forces move the targets of all districts                                   ground.move_targets (M1)
     [next: massing and tactics M4, posts, roads and militias M5, targeted killing M6]
  5. districts lean on their neighbours, revert, are shaken                     ground.shake (M1)
  6. both instruments read the map                                              ground.settle_ground (M1)
  7. deaths                                                                     violence (M2)
  8. strength, morale, weariness                                                insurgents (M3)
     [next: weeks of the powerbroker cascade M11]
  9. the patron's public                                                        patron_public (M7)
     [next: government M8, local peace M9, region M10]
 10. records                                                                    ending.note_month
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.ground import move_targets, settle_ground, shake, shock
from ripeness.engine.streams import (
    DEATHS_COUNTING,
    DEATHS_MIXING,
    KERNEL_SHOCK,
    PATRON_DEATHS,
    SUPPORT_SHOCK,
    VIOLENCE_LEVEL,
)  # fmt: skip
from ripeness.engine.war import Field, Ground, Memory, Mind, Society, Stage
from ripeness.model.forces import loss_rate, morale_step, strength_step, success, weariness_step
from ripeness.model.patron import burden, support_step
from ripeness.model.violence import (
    expected_deaths,
    insurgent_ratio,
    insurgent_share,
    level_step,
    negative_binomial,
    poisson,
)  # fmt: skip
from ripeness.numerics.compiled import inlined, part
from ripeness.numerics.functions import exp, hashed, sigmoid, uniform
from ripeness.numerics.lanes import load, store

MONTH_YEARS = 1.0 / 12.0


@inlined
def set_scene(stage: Stage, field: Field, mind: Mind, w: int) -> None:
    """What posture, commitment, talks and the season mean on the ground this month, one future."""
    month, posture = mind.stance[rec.MONTH, w], mind.stance[rec.POSTURE, w]
    talks = mind.stance[rec.TALKS, w]
    bound = mind.stance[rec.COMMITMENT, w] == 1
    rows = field.rows
    rows[rec.SEASON, w] = stage.season[month]
    rows[rec.TRUCE, w] = stage.truce_weeks[month]
    rows[rec.RESTRAINT, w] = stage.restraint_effort if bound else stage.restraint_effort_free
    rows[rec.DEATH_RESTRAINT, w] = stage.restraint_deaths if bound else stage.restraint_deaths_free
    rows[rec.CALM, w] = 1.0 if talks < 3 else (stage.ceasefire_factor if talks == 3 else stage.settlement_factor)
    rows[rec.AIR, w] = stage.air[posture]
    rows[rec.PAY, w] = stage.pay[posture]
    rows[rec.ADVICE, w] = stage.advice[posture]
    rows[rec.LEVEL, w] = stage.level[posture]
    quiet = 1.0 if talks < 3 else (stage.kernel_ceasefire if talks == 3 else stage.kernel_settled)
    rows[rec.KERNEL_VOLATILITY, w] = stage.kernel_volatility * quiet
    cohesion = stage.kernel_cohesion if mind.stance[rec.COHESION, w] == 1 else -stage.kernel_cohesion
    rows[rec.KERNEL_DRIFT, w] = stage.kernel_drift[posture] + cohesion if talks < 3 else 0.0
    field.words[2, w] = month << 14


@part
def fight(width, ground: Ground, society: Society, field: Field, memory: Memory) -> None:
    """The military month and its politics, all lanes at once."""
    move_targets(width, ground, field)
    shake(width, ground, field)
    settle_ground(width, ground, field)
    violence(width, society, field)
    insurgents(width, society, field, memory)
    patron_public(width, society, field)
    remember(width, field, memory)


@part
def remember(width, field: Field, memory: Memory) -> None:
    """Push the month into the twelve-month memories."""
    for i in range(11):
        store(width, memory.control, i, load(width, memory.control, i + 1))
        store(width, memory.deaths, i, load(width, memory.deaths, i + 1))
    store(width, memory.control, 11, load(width, field.rows, rec.LOG_ODDS))
    store(width, memory.deaths, 11, load(width, field.rows, rec.DEATHS))


@part
def drift(width, field: Field) -> None:
    """The players' own picture of the month: control moves by the kernel, nothing else does."""
    rows = field.rows
    now = load(width, rows, rec.LOG_ODDS)
    step = shock(width, field, KERNEL_SHOCK, 0) * load(width, rows, rec.KERNEL_VOLATILITY) * 0.28867513
    moved = now + load(width, rows, rec.KERNEL_DRIFT) * MONTH_YEARS + step
    store(width, rows, rec.LOG_ODDS_BEFORE, now)
    store(width, rows, rec.LOG_ODDS, moved)
    store(width, rows, rec.SHARE, sigmoid(moved))


@part
def violence(width, society: Society, field: Field) -> None:
    """Deaths of the month, national (M2)."""
    rows = field.rows
    level = level_step(
        load(width, rows, rec.LOG_LEVEL), load(width, rows, rec.LOG_LEVEL_START),
        shock(width, field, VIOLENCE_LEVEL, 0), society.level_decay, society.level_innovation,
    )  # fmt: skip
    effort = exp(load(width, rows, rec.SEASON)) * load(width, rows, rec.RESTRAINT) * (1.0 / society.effort_mean)
    strength = load(width, rows, rec.STRENGTH) * (1.0 / society.strength)
    mean = expected_deaths(
        exp(level), strength, effort, load(width, rows, rec.CONTESTED),
        society.base_deaths, load(width, rows, rec.CALM),
    )  # fmt: skip
    deaths = negative_binomial(
        mean, society.dispersion, shock(width, field, DEATHS_MIXING, 0), shock(width, field, DEATHS_COUNTING, 0)
    )
    counter = load(width, field.words, 2) + (PATRON_DEATHS << 24)
    u = uniform(hashed(counter, load(width, field.words, 0), load(width, field.words, 1)))
    own = load(width, rows, rec.LEVEL) * load(width, rows, rec.DEATH_RESTRAINT) * society.patron_deaths
    store(width, rows, rec.LOG_LEVEL, level)
    store(width, rows, rec.DEATHS, deaths)
    store(width, rows, rec.PATRON_DEATHS, poisson(own, u, shock(width, field, PATRON_DEATHS, 0)))


@part
def insurgents(width, society: Society, field: Field, memory: Memory) -> None:
    """The insurgency after the month: strength, morale, weariness (M3)."""
    rows = field.rows
    ratio = insurgent_ratio(load(width, rows, rec.AIR), 1.0, society.loss_ratio_base, society.loss_ratio_air)
    own_deaths = load(width, rows, rec.DEATHS) * insurgent_share(ratio, society.loss_ratio_civilian)
    strength, morale = load(width, rows, rec.STRENGTH), load(width, rows, rec.MORALE)
    quarter = loss_rate(own_deaths, strength)
    store(width, memory.losses, 0, load(width, memory.losses, 1))
    store(width, memory.losses, 1, load(width, memory.losses, 2))
    store(width, memory.losses, 2, quarter)
    losses = load(width, memory.losses, 0) + load(width, memory.losses, 1) + quarter
    losses = losses * 0.33333334
    store(width, rows, rec.LOSSES, losses)
    gained = success(load(width, memory.control, 0), load(width, rows, rec.LOG_ODDS), 1.0, society.propaganda_success)
    worse = losses - society.losses_start
    still = losses * 0.0
    store(
        width, rows, rec.STRENGTH,
        strength_step(
            strength, losses, morale, still, society.strength, society.losses_start,
            society.recruitment, society.recruitment_sanctuary, society.recruitment_morale, MONTH_YEARS,
        ),
    )  # fmt: skip
    store(
        width, rows, rec.MORALE,
        morale_step(
            morale, gained, worse, society.morale_decay, society.morale_success, society.morale_losses, MONTH_YEARS
        ),
    )  # fmt: skip
    store(
        width, rows, rec.WEARINESS,
        weariness_step(
            load(width, rows, rec.WEARINESS), losses, gained, load(width, rows, rec.TRUCE),
            society.weariness, society.losses_start,
            society.weariness_decay, society.weariness_success, society.weariness_contact, MONTH_YEARS,
        ),
    )  # fmt: skip


@part
def patron_public(width, society: Society, field: Field) -> None:
    """What the month does to the patron's public (M7)."""
    rows = field.rows
    before = load(width, rows, rec.PATRON_DEATHS_SUM)
    now = before + load(width, rows, rec.PATRON_DEATHS)
    change = load(width, rows, rec.LOG_ODDS) - load(width, rows, rec.LOG_ODDS_BEFORE)
    support = support_step(
        load(width, rows, rec.SUPPORT), before, now, change, change * 0.0,
        shock(width, field, SUPPORT_SHOCK, 0),
        society.support_casualties, society.support_success, society.support_elite, society.support_sd, MONTH_YEARS,
    )  # fmt: skip
    store(width, rows, rec.PATRON_DEATHS_SUM, now)
    store(width, rows, rec.SUPPORT, support)
    level = load(width, rows, rec.LEVEL)
    started = 1.0 / society.level_start
    store(
        width, rows, rec.BURDEN,
        burden(
            support, society.deaths_per_million, society.war_cost_share, level * started,
            society.salience_deaths, society.salience_cost,
        ),
    )  # fmt: skip
