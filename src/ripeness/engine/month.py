"""The order of a month, one line a mechanism: read this page first.

A month runs through the calendar, the decisions of all parties together, the fighting, the weeks in which garrisons
and strongmen hold or give up, and what all that does to the two sides, the client state and the patron's politics:

  1. calendar: turnover of the patron's leadership, season, policy            decisions.take_office, set_scene
  2. strategic events of all actors, competing risks on the solved hazards    decisions.decide
  3. the public belief drifts, staying being evidence                         decisions.decide (M12)
  4. formations under the present air support                                 countryside.tactics (M4)
  5. effort goes where it is worth most                                       countryside.choose_effort (9.5)
  6. roads, posts, militias                                                   countryside.roads, .provinces (M5)
  7. killings of officials and leaders                                        countryside.killings (M6)
  8. forces move the targets of all districts                                 ground.move_targets (M1)
  9. districts lean on their neighbours, revert, are shaken                   ground.shake (M1)
 10. local accords are made and broken, both instruments read the map         ground.settle_ground (M1, M9)
 11. deaths                                                                   violence (M2)
 12. strength, morale, weariness                                              insurgents (M3)
 13. four weeks of the cascade; capitals and regimes fall                     cascade.weeks (M11)
 14. the patron's public                                                      patron_public (M7)
 15. government: legitimacy, cohesion, elections, raids                       state.govern (M8)
 16. sanctuary and recognition                                                state.surround (M10)
 17. records                                                                  ending.note_month
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.cascade import WEEK_YEARS, weeks
from ripeness.engine.countryside import choose_effort, killings, provinces, roads, tactics
from ripeness.engine.draws import chance, shock
from ripeness.engine.ground import move_targets, settle_ground, shake
from ripeness.engine.opening import ordered
from ripeness.engine.state import govern, perceive, surround
from ripeness.engine.streams import (
    DEATHS_COUNTING,
    DEATHS_MIXING,
    KERNEL_SHOCK,
    PATRON_DEATHS,
    SUPPORT_SHOCK,
    VIOLENCE_LEVEL,
)
from ripeness.engine.war import Field, Memory, Mind, Society, War
from ripeness.model.aftermath import deaths_left
from ripeness.model.forces import loss_rate, morale_step, strength_step, success, weariness_step
from ripeness.model.government import high_cohesion_weight
from ripeness.model.massing import ground_fire
from ripeness.model.patron import burden, support_step
from ripeness.model.powerbrokers import leaving_share
from ripeness.model.territory import slowed_decay, slowed_shocks
from ripeness.model.violence import (
    expected_deaths,
    insurgent_ratio,
    insurgent_share,
    level_step,
    negative_binomial,
    poisson,
)
from ripeness.numerics.compiled import inlined, part
from ripeness.numerics.functions import exp, sigmoid
from ripeness.numerics.lanes import load, store
from ripeness.numerics.scalar import double

MONTH_YEARS = 1.0 / 12.0


@inlined
def set_scene(war: War, field: Field, mind: Mind, w: int) -> None:
    """What posture, commitment, talks, the season and policy mean on the ground this month, one future."""
    stage, decay = war.stage, war.ground.decay
    month, posture = mind.stance[rec.MONTH, w], mind.stance[rec.POSTURE, w]
    talks = mind.stance[rec.TALKS, w]
    bound = mind.stance[rec.COMMITMENT, w] == 1
    rows = field.rows
    for i in range(stage.policy.shape[0]):
        rows[rec.POLICY + i, w] = stage.policy[i, month]
    rows[rec.SEASON, w] = stage.season[month]
    rows[rec.RESTRAINT, w] = stage.restraint_effort if bound else stage.restraint_effort_free
    rows[rec.DEATH_RESTRAINT, w] = stage.restraint_deaths if bound else stage.restraint_deaths_free
    calm = 1.0 if talks < 3 else (stage.ceasefire_factor if talks == 3 else stage.settlement_factor)
    tempo = deaths_left(calm, mind.number[rec.SPLINTER, w])
    kept = slowed_decay(decay, tempo)
    rows[rec.CALM, w] = tempo
    rows[rec.PERSISTENCE, w] = kept
    rows[rec.UNREST, w] = slowed_shocks(decay, kept, tempo)
    rows[rec.LEAVING, w] = leaving_share(war.cascade.speed, WEEK_YEARS, tempo)
    rows[rec.AIR, w] = stage.air[posture] * stage.policy[rec.AIR_FACTOR, month]
    rows[rec.PAY, w] = stage.pay[posture] * stage.policy[rec.PAY_FACTOR, month]
    rows[rec.ADVICE, w] = stage.advice[posture] * stage.policy[rec.ADVICE_FACTOR, month]
    rows[rec.LEVEL, w] = stage.level[posture]
    rows[rec.EXPECTED, w] = mind.number[rec.EXPECTATION, w]
    rows[rec.TALKING, w] = (1.0 if talks >= 1 else 0.0) - stage.talking_start
    rows[rec.EXCLUDED, w] = (1.0 if talks == 1 else 0.0) - stage.excluded_start
    rows[rec.ORDERED, w] = ordered(mind, w)
    quiet = 1.0 if talks < 3 else (stage.kernel_ceasefire if talks == 3 else stage.kernel_settled)
    rows[rec.KERNEL_VOLATILITY, w] = stage.kernel_volatility[posture] * quiet
    high = double(rows[rec.HIGH_COHESION, w])
    pull = stage.kernel_drift[posture] + stage.kernel_cohesion * (2.0 * high - 1.0)
    pull += stage.kernel_control * double(rows[rec.LOG_ODDS, w])
    rows[rec.KERNEL_DRIFT, w] = pull if talks < 3 else 0.0
    field.words[2, w] = month << 14


@part
def fight(width, war: War, field: Field, memory: Memory) -> None:
    """The military month, the cascade and politics, all lanes at once."""
    tactics(width, war.countryside, field)
    choose_effort(width, war.effort, war.ground, war.countryside, field)
    roads(width, war.ground, war.countryside, field)
    provinces(width, war.ground, war.countryside, field)
    killings(width, war.countryside, field)
    move_targets(width, war.ground, war.countryside, field)
    shake(width, war.ground, war.countryside, field)
    settle_ground(width, war.ground, war.countryside, war.peace, field)
    violence(width, war.society, field)
    insurgents(width, war.society, field, memory)
    perceive(width, war.state, field)
    weeks(width, war.cascade, field)
    patron_public(width, war.society, field)
    govern(width, war.state, field)
    surround(width, war.neighbours, field)
    cohesion_seen(width, field)
    remember(width, field, memory)


@part
def cohesion_seen(width, field: Field) -> None:
    """How far cohesion counts as high in the players' reckoning (3.10)."""
    store(width, field.rows, rec.HIGH_COHESION, high_cohesion_weight(sigmoid(load(width, field.rows, rec.COHESION))))


@part
def remember(width, field: Field, memory: Memory) -> None:
    """Push the month into the twelve-month memories."""
    for i in range(11):
        store(width, memory.control, i, load(width, memory.control, i + 1))
        store(width, memory.deaths, i, load(width, memory.deaths, i + 1))
    store(width, memory.control, 11, load(width, field.rows, rec.PERCEIVED))
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
    u = chance(width, field, PATRON_DEATHS, 0)
    own = load(width, rows, rec.LEVEL) * load(width, rows, rec.DEATH_RESTRAINT) * society.patron_deaths
    store(width, rows, rec.LOG_LEVEL, level)
    store(width, rows, rec.DEATHS, deaths)
    store(width, rows, rec.PATRON_DEATHS, poisson(own, u, shock(width, field, PATRON_DEATHS, 0)))


@part
def insurgents(width, society: Society, field: Field, memory: Memory) -> None:
    """The insurgency after the month: strength, morale, weariness (M3)."""
    rows = field.rows
    air, loud = load(width, rows, rec.AIR), load(width, rows, rec.POLICY + rec.PROPAGANDA)
    found = ground_fire(load(width, rows, rec.POLICY + rec.EXPOSURE), society.exposure_base) * society.loss_ratio_base
    ratio = insurgent_ratio(air, load(width, rows, rec.BLEEDING), found, society.loss_ratio_air)
    own_deaths = load(width, rows, rec.DEATHS) * insurgent_share(ratio, society.loss_ratio_civilian)
    own_deaths = own_deaths + (loud - 1.0) * air * society.propaganda_exposure
    strength, morale = load(width, rows, rec.STRENGTH), load(width, rows, rec.MORALE)
    quarter = loss_rate(own_deaths, strength)
    store(width, memory.losses, 0, load(width, memory.losses, 1))
    store(width, memory.losses, 1, load(width, memory.losses, 2))
    store(width, memory.losses, 2, quarter)
    losses = load(width, memory.losses, 0) + load(width, memory.losses, 1) + quarter
    losses = losses * 0.33333334
    store(width, rows, rec.LOSSES, losses)
    gained = success(load(width, memory.control, 0), load(width, rows, rec.PERCEIVED), loud, society.propaganda_success)
    worse = losses - society.losses_start
    sheltered = load(width, rows, rec.SANCTUARY) - society.sanctuary
    truce = load(width, rows, rec.POLICY + rec.TRUCE_WEEKS)
    store(
        width, rows, rec.STRENGTH,
        strength_step(
            strength, losses, morale, sheltered, society.strength, society.losses_start,
            society.recruitment, society.recruitment_sanctuary, society.recruitment_morale, MONTH_YEARS,
        ) + load(width, rows, rec.POLICY + rec.RELEASED),
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
            load(width, rows, rec.WEARINESS), losses, gained, truce, society.weariness, society.losses_start,
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
        load(width, rows, rec.SUPPORT), before, now, change, load(width, rows, rec.POLICY + rec.CUE),
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
