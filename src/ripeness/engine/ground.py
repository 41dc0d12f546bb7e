"""The ground in one month: two passes over the districts, many futures at a time.

The first pass pulls each district half a month towards its neighbours and lets it revert and be shaken; the
second pulls again and reads the result: population share, contestedness, local accords, and the counts that the
command and the press would publish. What is carried from month to month is the deviation of a district from its
target. A district with a local accord stands still.
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.draws import chance, lasting_chance, shock
from ripeness.engine.state import overseen
from ripeness.engine.streams import CENTRE, COMMAND_NOISE, DISTRICT_SHOCK, LOCAL_ACCORD, PRESS_NOISE, REGION_SHOCK
from ripeness.engine.war import Countryside, Field, Ground, LocalPeace
from ripeness.model.government import force_quality
from ripeness.model.local_peace import accord_rate, accord_step, breakdown_rate
from ripeness.model.measurement import above, reading
from ripeness.model.territory import government_force, insurgent_force, lean, predation, revert, target_shift
from ripeness.model.violence import contestedness, log_effort
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import log, logit, sigmoid
from ripeness.numerics.lanes import load, select, store

MONTH_YEARS = 1.0 / 12.0
CONTESTED = 0.64  # 4c(1-c) of a district between .2 and .8


@part
def move_targets(width, ground: Ground, country: Countryside, field: Field) -> None:
    """How far the targets of each province have moved since the start, from the forces of both sides (M1)."""
    rows, table, n = field.rows, field.province, country.provinces
    one = load(width, rows, rec.CALM) * 0.0 + 1.0
    nation = government_force(
        load(width, rows, rec.PAY), load(width, rows, rec.AIR), load(width, rows, rec.ADVICE),
        one, one * 0.0, one, one * 0.0, one, ground.air_multiplier, 0.0, 0.0,
    )  # fmt: skip
    nation_start = government_force(
        one * ground.pay_start, one * ground.air_start, one * ground.advice_start,
        one, one * 0.0, one, one * 0.0, one, ground.air_multiplier, 0.0, 0.0,
    )  # fmt: skip
    legitimacy = log(sigmoid(load(width, rows, rec.LEGITIMACY)))
    quality = force_quality(legitimacy, ground.log_legitimacy, ground.legitimacy_force)
    government = log(nation) + quality
    effort = log_effort(load(width, rows, rec.SEASON), load(width, rows, rec.RESTRAINT))
    strength = load(width, rows, rec.STRENGTH) * (1.0 / ground.strength_start)
    materiel = load(width, rows, rec.POLICY + rec.MATERIEL_ADDED) + ground.materiel
    insurgent = insurgent_force(strength, effort, materiel, load(width, rows, rec.MORALE), ground.materiel_multiplier)
    insurgent_start = insurgent_force(one, one * 0.0, one * ground.materiel, one * 0.0, ground.materiel_multiplier)
    air_change = load(width, rows, rec.AIR) - ground.air_start
    oversight = overseen(width, rows)
    for p in range(n):
        prey = predation(
            oversight, load(width, table, rec.MILITIA_OF * n + p), ground.oversight, 1.0, ground.militia_predation
        )
        shift = target_shift(
            government + load(width, table, rec.FORCE_OF * n + p), insurgent, log(nation_start), insurgent_start,
            air_change, ground.decisiveness, ground.air_backlash,
        )  # fmt: skip
        store(width, table, rec.STEP_OF * n + p, shift - prey)
    for d in range(ground.unit.shape[0]):
        p = ground.province[d]
        moved = load(width, table, rec.SHIFT_OF * n + p) - load(width, table, rec.STEP_OF * n + p)
        store(width, field.deviation, d, load(width, field.deviation, d) + moved)
    for p in range(n):
        store(width, table, rec.SHIFT_OF * n + p, load(width, table, rec.STEP_OF * n + p))


@part
def neighbours(width, ground: Ground, values, d: int):
    """Weighted sum of a quantity over the neighbours of district ``d``."""
    total = load(width, values, ground.neighbour[ground.first[d]]) * ground.tie[ground.first[d]]
    for e in range(ground.first[d] + 1, ground.first[d + 1]):
        total = total + load(width, values, ground.neighbour[e]) * ground.tie[e]
    return total


@part
def shake(width, ground: Ground, country: Countryside, field: Field) -> None:
    """First pass: lean on the neighbours, revert to the target, take the month's shocks (M1)."""
    persistence, unrest = load(width, field.rows, rec.PERSISTENCE), load(width, field.rows, rec.UNREST)
    step = load(width, field.rows, rec.CALM) * ground.step
    for g in range(ground.region_unit.shape[0]):
        pulse = load(width, field.regional, rec.PULSE_OF * country.regions + g) > 0.5
        # A target that drops for a month pulls by as much as a month of reversion is worth.
        struck = (select(pulse, 1.0, 0.0) - ground.elite_usual[g]) * (ground.elite_control * (1.0 - persistence))
        shared = shock(width, field, REGION_SHOCK, ground.region_unit[g]) * unrest * ground.shared_scale
        store(width, field.shock, g, shared - struck)
    for d in range(ground.unit.shape[0]):
        still = load(width, field.deviation, d)
        near = neighbours(width, ground, field.deviation, d)
        leaned = lean(still, near, ground.degree[d], step)
        own = shock(width, field, DISTRICT_SHOCK, ground.unit[d])
        shared = load(width, field.shock, ground.region[d])
        moved = revert(leaned, own * unrest, shared, persistence, ground.own_scale, 1.0)
        store(width, field.scratch, d, select(load(width, field.accord, d) > 0.5, still, moved))


@part
def settle_ground(width, ground: Ground, country: Countryside, peace: LocalPeace, field: Field) -> None:
    """Second pass: lean again, make and break local accords, then read the country (M1, M2, M9)."""
    rows, n = field.rows, country.provinces
    scale, step = load(width, rows, rec.OFFSET_SCALE), load(width, rows, rec.CALM) * ground.step
    command_noise = shock(width, field, COMMAND_NOISE, 0) * ground.reading_noise
    press_noise = shock(width, field, PRESS_NOISE, 0) * ground.reading_noise
    tired = load(width, rows, rec.WEARINESS) - peace.weariness_start
    respected = sigmoid(load(width, rows, rec.LEGITIMACY)) - peace.legitimacy_start
    programme = load(width, rows, rec.POLICY + rec.PROGRAMME)
    making = load(width, rows, rec.POLICY + rec.ACCORD_RATE) * peace.accord_rate
    breaking = breakdown_rate(
        load(width, rows, rec.ORDERED), load(width, rows, rec.POLICY + rec.BREAKDOWN_RATE) * peace.breakdown_rate,
        peace.by_order,
    )  # fmt: skip
    zero = scale * 0.0
    share, contested, accords, made, centres, disputed = zero, zero, zero, zero, zero, zero
    command_above, command_below, press_above, press_below = zero, zero, zero, zero
    held, lost = zero, zero
    for g in range(country.regions):
        store(width, field.regional, rec.CONTROL_OF * country.regions + g, zero)
    for d in range(ground.unit.shape[0]):
        p, g = ground.province[d], ground.region[d]
        still = load(width, field.scratch, d)
        near = neighbours(width, ground, field.scratch, d)
        before = load(width, field.accord, d)
        leaned = select(before > 0.5, still, lean(still, near, ground.degree[d], step))
        store(width, field.deviation, d, leaned)
        x = leaned + load(width, field.target, d) + load(width, field.province, rec.SHIFT_OF * n + p)
        control = sigmoid(x)
        contest = contestedness(control)
        found = accord_rate(
            tired, respected, contest, programme, making, peace.by_weariness, peace.by_legitimacy, peace.by_contest
        )
        after = accord_step(before, found, breaking, chance(width, field, LOCAL_ACCORD, ground.unit[d]), MONTH_YEARS)
        store(width, field.accord, d, after)
        accords = accords + after
        made = made + select(after > before, 1.0, 0.0)
        share = share + control * ground.weight[d]
        quiet = 1.0 - after * peace.violence_share
        contested = contested + contest * quiet * ground.violence_weight[d]
        row = rec.CONTROL_OF * country.regions + g
        store(width, field.regional, row, load(width, field.regional, row) + control * ground.region_share[d])
        own = lasting_chance(width, field, CENTRE, ground.unit[d])
        given_up = load(width, field.regional, rec.SURRENDERED_OF * country.regions + g) > own
        centres = centres + select(given_up | (x < peace.centre_cut), 1.0, 0.0)
        seen = reading(x, scale * ground.command_offset[d], command_noise)
        command_above = command_above + above(seen, ground.command_inner)
        command_below = command_below + above(-seen, ground.command_inner)
        held = held + above(seen, ground.command_outer_high)
        lost = lost + above(-seen, -ground.command_outer_low)
        disputed = disputed + above(contest, CONTESTED)
        told = reading(x, scale * ground.press_offset[d], press_noise)
        press_above = press_above + above(told, ground.press_cut_high)
        press_below = press_below + above(-told, -ground.press_cut_low)
    for g in range(country.regions):
        row = rec.CONTROL_OF * country.regions + g
        store(width, field.regional, row, logit(load(width, field.regional, row)))
    count = 1.0 / ground.unit.shape[0]
    store(width, rows, rec.LOG_ODDS_BEFORE, load(width, rows, rec.LOG_ODDS))
    store(width, rows, rec.SHARE, share)
    store(width, rows, rec.LOG_ODDS, logit(share))
    store(width, rows, rec.CONTESTED, contested)
    store(width, rows, rec.ACCORD_SHARE, accords * count)
    store(width, rows, rec.CONTESTED_SHARE, disputed * count)
    store(width, rows, rec.LOCAL_SURRENDER, made * load(width, rows, rec.ORDERED) * (peace.cascade_step * count))
    store(width, rows, rec.CENTRES_FALLEN, centres * count)
    store(width, rows, rec.COMMAND_GOVERNMENT, command_above * count)
    store(width, rows, rec.COMMAND_INSURGENT, command_below * count)
    store(width, rows, rec.COMMAND_HELD, held * count)
    store(width, rows, rec.COMMAND_LOST, lost * count)
    store(width, rows, rec.PRESS_GOVERNMENT, press_above * count)
    store(width, rows, rec.PRESS_INSURGENT, press_below * count)
