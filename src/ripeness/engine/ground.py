"""The ground in one month: two passes over the districts, many futures at a time.

The first pass pulls each district half a month towards its neighbours and lets it revert and be shaken; the
second pulls again and reads the result: population share, contestedness, and the counts that the command and
the press would publish. What is carried from month to month is the deviation of a district from its target.
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.streams import COMMAND_NOISE, DISTRICT_SHOCK, PRESS_NOISE, REGION_SHOCK
from ripeness.engine.war import Field, Ground
from ripeness.model.measurement import above, reading
from ripeness.model.territory import government_force, insurgent_force, lean, revert, target_shift
from ripeness.model.violence import contestedness, log_effort
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import hashed, log, logit, normal_quantile, sigmoid, uniform
from ripeness.numerics.lanes import load, store


@part
def shock(width, field: Field, purpose: int, unit: int):
    """Standard normals of this month at (purpose, unit), one a lane."""
    counter = load(width, field.words, 2) + ((purpose << 24) + int(unit))
    return normal_quantile(uniform(hashed(counter, load(width, field.words, 0), load(width, field.words, 1))))


@part
def move_targets(width, ground: Ground, field: Field) -> None:
    """The nation-wide shift of every district's target, from the forces of both sides (M1)."""
    rows = field.rows
    one = load(width, rows, rec.CALM) * 0.0 + 1.0
    force = government_force(
        load(width, rows, rec.PAY), load(width, rows, rec.AIR), load(width, rows, rec.ADVICE),
        one, one, one * ground.oversight, one, one,
        ground.air_multiplier, ground.militia_benefit, ground.outpost_benefit,
    )  # fmt: skip
    start = government_force(
        one * ground.pay_start, one * ground.air_start, one * ground.advice_start,
        one, one, one * ground.oversight, one, one,
        ground.air_multiplier, ground.militia_benefit, ground.outpost_benefit,
    )  # fmt: skip
    effort = log_effort(load(width, rows, rec.SEASON), load(width, rows, rec.RESTRAINT))
    strength = load(width, rows, rec.STRENGTH) * (1.0 / ground.strength_start)
    materiel = one * ground.materiel
    insurgent = insurgent_force(strength, effort, materiel, load(width, rows, rec.MORALE), ground.materiel_multiplier)
    insurgent_start = insurgent_force(one, one * 0.0, materiel, one * 0.0, ground.materiel_multiplier)
    change = load(width, rows, rec.AIR) - ground.air_start
    shift = target_shift(
        log(force), insurgent, log(start), insurgent_start, change, ground.decisiveness, ground.air_backlash
    )
    step = load(width, rows, rec.SHIFT) - shift
    store(width, rows, rec.SHIFT, shift)
    for d in range(ground.unit.shape[0]):
        store(width, field.deviation, d, load(width, field.deviation, d) + step)


@part
def neighbours(width, ground: Ground, values, d: int):
    """Weighted sum of a quantity over the neighbours of district ``d``."""
    total = load(width, values, ground.neighbour[ground.first[d]]) * ground.tie[ground.first[d]]
    for e in range(ground.first[d] + 1, ground.first[d + 1]):
        total = total + load(width, values, ground.neighbour[e]) * ground.tie[e]
    return total


@part
def shake(width, ground: Ground, field: Field) -> None:
    """First pass: lean on the neighbours, revert to the target, take the month's shocks (M1)."""
    for g in range(ground.region_unit.shape[0]):
        store(width, field.shock, g, shock(width, field, REGION_SHOCK, ground.region_unit[g]) * ground.shared_scale)
    for d in range(ground.unit.shape[0]):
        near = neighbours(width, ground, field.deviation, d)
        leaned = lean(load(width, field.deviation, d), near, ground.degree[d], ground.step)
        own = shock(width, field, DISTRICT_SHOCK, ground.unit[d])
        shared = load(width, field.shock, ground.region[d])
        store(width, field.scratch, d, revert(leaned, own, shared, ground.decay, ground.own_scale, 1.0))


@part
def settle_ground(width, ground: Ground, field: Field) -> None:
    """Second pass: lean again, then read the country (M1, measurement, contestedness of M2)."""
    rows = field.rows
    shift = load(width, rows, rec.SHIFT)
    scale = load(width, rows, rec.OFFSET_SCALE)
    command_noise = shock(width, field, COMMAND_NOISE, 0) * ground.reading_noise
    press_noise = shock(width, field, PRESS_NOISE, 0) * ground.reading_noise
    zero = shift * 0.0
    share, contested = zero, zero
    command_above, command_below, press_above, press_below = zero, zero, zero, zero
    for d in range(ground.unit.shape[0]):
        near = neighbours(width, ground, field.scratch, d)
        leaned = lean(load(width, field.scratch, d), near, ground.degree[d], ground.step)
        store(width, field.deviation, d, leaned)
        x = leaned + load(width, field.target, d) + shift
        control = sigmoid(x)
        share = share + control * ground.weight[d]
        contested = contested + contestedness(control) * ground.violence_weight[d]
        seen = reading(x, scale * ground.command_offset[d], command_noise)
        command_above = command_above + above(seen, ground.command_inner)
        command_below = command_below + above(-seen, ground.command_inner)
        told = reading(x, scale * ground.press_offset[d], press_noise)
        press_above = press_above + above(told, ground.press_cut_high)
        press_below = press_below + above(-told, -ground.press_cut_low)
    count = 1.0 / ground.unit.shape[0]
    store(width, rows, rec.LOG_ODDS_BEFORE, load(width, rows, rec.LOG_ODDS))
    store(width, rows, rec.SHARE, share)
    store(width, rows, rec.LOG_ODDS, logit(share))
    store(width, rows, rec.CONTESTED, contested)
    store(width, rows, rec.COMMAND_GOVERNMENT, command_above * count)
    store(width, rows, rec.COMMAND_INSURGENT, command_below * count)
    store(width, rows, rec.PRESS_GOVERNMENT, press_above * count)
    store(width, rows, rec.PRESS_INSURGENT, press_below * count)
