"""Records: what a future leaves behind each month and when it ends, so that nobody needs its whole path."""

from __future__ import annotations

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine.decisions import draw, mean_deaths, write_log
from ripeness.engine.streams import CHALLENGE
from ripeness.engine.war import Ends, Field, Ground, Memory, Mind, Politics, Results, Survey, War
from ripeness.model.information import insurgents_belief
from ripeness.numerics.compiled import inlined, part
from ripeness.numerics.scalar import double, log1, sigmoid1
from ripeness.strategy.events import COLLAPSE

SPLIT_COHESION, LOW_COHESION = 0.10, 0.15
LOCAL_PEACE_SHARE = 0.2  # of the contested districts
PEACE_SHARE = 0.25
PEACE_MONTHS, HANDOVER_MONTHS, SPLIT_MONTHS = 6.0, 6.0, 3.0
MICRO = 1_000_000  # sums are whole millionths, so that no split of the work can change them


@part
def begin_record(field: Field, mind: Mind, w: int) -> None:
    """A blank record: counters 0, months of things that have not happened -1."""
    for c in range(mind.record.shape[0]):
        mind.record[c, w] = 0.0
    for c in (
        rec.COLLAPSE_MONTH, rec.COLLAPSE_R, rec.COLLAPSE_K, rec.SIGN_MONTH, rec.FIRST_SETTLED_SIGN,
        rec.EXIT_MONTH, rec.ACCORD_MONTH, rec.INTRA_MONTH, rec.CEASEFIRE_MONTH, rec.ORDER_MONTH,
        rec.CUT_MONTH, rec.FIRST_CAPITAL_LOST,
        rec.FIRST_SIGN, rec.FIRST_EXIT, rec.HANDOVER_MONTH, rec.SETTLED_SIGN, rec.SPLINTER_MONTH, rec.CONTESTED_AFTER,
    ):  # fmt: skip
        mind.record[c, w] = -1.0
    mind.record[rec.THETA, w] = mind.stance[rec.TYPE, w]
    mind.record[rec.MU_START, w] = mind.number[rec.BELIEF, w]
    mind.record[rec.XBAR_START, w] = field.rows[rec.LOG_ODDS, w]
    mind.record[rec.XBAR_12, w] = field.rows[rec.LOG_ODDS, w]


@part
def log_odds_of(ground: Ground, field: Field, d: int, w: int) -> float:
    """Log-odds of government control of one district in one lane."""
    p, provinces = ground.province[d], field.province.shape[0] // rec.PROVINCE_ROWS
    shift = double(field.province[rec.SHIFT_OF * provinces + p, w])
    return double(field.deviation[d, w]) + double(field.target[d, w]) + shift


@part
def tally(results: Results, month: int, quantity: int, value: float, low: float, high: float, slot: int) -> None:
    """Count a value into its monthly histogram; keep it where the future's path is kept."""
    place = int((value - low) / (high - low) * rec.BINS)
    results.histogram[month, quantity, min(max(place, 0), rec.BINS - 1)] += 1
    if slot < results.path.shape[0]:
        results.path[slot, month, quantity] = value


@part
def note_collapse(field: Field, mind: Mind, events: np.ndarray, log: np.ndarray, w: int) -> None:
    """The cascade has ended the regime this month; a told future says so, and how likely the parties thought it."""
    month = mind.stance[rec.MONTH, w]
    mind.record[rec.COLLAPSE_MONTH, w] = month
    mind.record[rec.COLLAPSE_R, w] = mind.stance[rec.POSTURE, w]
    mind.record[rec.COLLAPSE_K, w] = mind.stance[rec.COMMITMENT, w]
    events[month, COLLAPSE] += 1
    if mind.stance[rec.SLOT, w] < log.shape[0]:
        for e in range(rec.EVENTS):
            mind.rate[e] = 0.0
        mind.rate[COLLAPSE] = mind.number[rec.COLLAPSE_HAZARD, w]
        write_log(log, field, mind, w, COLLAPSE, (month + 1.0) / 12.0)


@inlined
def note_month(war: War, field: Field, memory: Memory, mind: Mind, survey: Survey, results: Results, w: int) -> None:
    """Counters, tallies and kept paths after a month that did not end in collapse."""
    ground, ends, months = war.ground, war.ends, war.months
    offset, strength = war.politics.resolve_offset, war.society.strength
    month, slot = mind.stance[rec.MONTH, w], mind.stance[rec.SLOT, w]
    posture, talks = mind.stance[rec.POSTURE, w], mind.stance[rec.TALKS, w]
    rows, record = field.rows, mind.record
    deaths = double(rows[rec.DEATHS, w])
    year = mean_deaths(memory, w) * 12.0
    record[rec.DEATHS_TOTAL, w] += deaths
    record[rec.DEATHS_PATRON, w] += double(rows[rec.PATRON_DEATHS, w])
    record[rec.COST, w] += double(rows[rec.LEVEL, w]) / 12.0
    record[rec.DEATHS_LAST12, w] = year
    record[rec.QUIET_MONTHS, w] = record[rec.QUIET_MONTHS, w] + 1.0 if year < ends.quiet_deaths else 0.0
    weak = 1.0 - double(rows[rec.SHARE, w]) < ends.weak_share
    record[rec.WEAK_MONTHS, w] = record[rec.WEAK_MONTHS, w] + 1.0 if weak else 0.0
    cohesion = sigmoid1(double(rows[rec.COHESION, w]))
    split = cohesion < SPLIT_COHESION and posture == 0
    record[rec.SPLIT_MONTHS, w] = record[rec.SPLIT_MONTHS, w] + 1.0 if split else 0.0
    record[rec.Y_LOW_MONTHS, w] = record[rec.Y_LOW_MONTHS, w] + 1.0 if cohesion < LOW_COHESION else 0.0
    accords = double(rows[rec.ACCORD_SHARE, w]) / max(double(rows[rec.CONTESTED_SHARE, w]), 0.01)
    record[rec.PEACE_RUN, w] = record[rec.PEACE_RUN, w] + 1.0 if accords >= LOCAL_PEACE_SHARE else 0.0
    record[rec.LOCAL_PEACE_MONTHS, w] = max(record[rec.LOCAL_PEACE_MONTHS, w], record[rec.PEACE_RUN, w])
    record[rec.KILLINGS_TOTAL, w] += 1.0 if double(rows[rec.KILLED, w]) > 0.0 else 0.0
    if talks == 4:
        record[rec.SETTLED_MONTHS, w] += 1.0
        calm = deaths <= PEACE_SHARE * record[rec.DEATHS_BEFORE, w]
        record[rec.PEACE_MONTHS, w] = record[rec.PEACE_MONTHS, w] + 1.0 if calm else 0.0
        if record[rec.PEACE_MONTHS, w] == PEACE_MONTHS:
            record[rec.SETTLED_SIGN, w] = record[rec.SIGN_MONTH, w]
            if record[rec.FIRST_SETTLED_SIGN, w] < 0.0:
                record[rec.FIRST_SETTLED_SIGN, w] = record[rec.SIGN_MONTH, w]
        handed = mind.number[rec.TERMS, w] >= ends.handover_terms
        record[rec.HANDOVER_MONTHS, w] = record[rec.HANDOVER_MONTHS, w] + 1.0 if handed else 0.0
        if record[rec.HANDOVER_MONTHS, w] >= HANDOVER_MONTHS and record[rec.HANDOVER_MONTH, w] < 0.0:
            record[rec.HANDOVER_MONTH, w] = month
    else:
        record[rec.SETTLED_MONTHS, w] = 0.0
        record[rec.PEACE_MONTHS, w] = 0.0
        record[rec.HANDOVER_MONTHS, w] = 0.0
    note_exit(mind, w)
    open_range = talks != 4 and mind.number[rec.WIDTH, w] > 0.0
    record[rec.OPEN_RUN, w] = record[rec.OPEN_RUN, w] + 1.0 if open_range else 0.0
    record[rec.OPEN_MONTHS, w] = max(record[rec.OPEN_MONTHS, w], record[rec.OPEN_RUN, w])
    if record[rec.FIRST_CAPITAL_LOST, w] < 0.0 and double(rows[rec.CAPITALS_FALLEN, w]) > 0.0:
        record[rec.FIRST_CAPITAL_LOST, w] = month
    if month == max(months - 13, 0):
        record[rec.XBAR_12, w] = rows[rec.LOG_ODDS, w]
        for d in range(field.target.shape[0]):
            survey.side_before[d, w] = 1 if log_odds_of(ground, field, d, w) < 0.0 else 0
    results.states[month, (posture * 3 + mind.stance[rec.COMMITMENT, w]) * 5 + talks] += 1
    note_transition(field, mind, results, w)
    belief = mind.number[rec.BELIEF, w]
    tally(results, month, 0, double(rows[rec.COMMAND_GOVERNMENT, w]), 0.0, 1.0, slot)
    tally(results, month, 1, double(rows[rec.COMMAND_INSURGENT, w]), 0.0, 1.0, slot)
    tally(results, month, 2, double(rows[rec.PRESS_GOVERNMENT, w]), 0.0, 1.0, slot)
    tally(results, month, 3, double(rows[rec.PRESS_INSURGENT, w]), 0.0, 1.0, slot)
    tally(results, month, 4, log1(deaths + 1.0) * 0.4342944819032518, 0.0, 5.0, slot)
    tally(results, month, 5, belief, 0.0, 1.0, slot)
    tally(results, month, 6, insurgents_belief(belief, offset), 0.0, 1.0, slot)
    if talks != 4:  # once settled there is no range left to measure
        tally(results, month, 7, mind.number[rec.MARGIN, w], -1.0, 1.0, slot)
    tally(results, month, 8, double(rows[rec.SHARE, w]), 0.0, 1.0, slot)
    tally(results, month, 9, double(rows[rec.SUPPORT, w]), 0.0, 1.0, slot)
    tally(results, month, 10, double(rows[rec.WEARINESS, w]), 0.0, 1.0, slot)
    tally(results, month, 11, double(rows[rec.STRENGTH, w]) / strength, 0.0, 3.0, slot)
    tally(results, month, 12, sigmoid1(double(rows[rec.LEGITIMACY, w])), 0.0, 1.0, slot)
    tally(results, month, 13, cohesion, 0.0, 1.0, slot)
    tally(results, month, 14, double(rows[rec.SURRENDERED, w]), 0.0, 1.0, slot)
    tally(results, month, 15, double(rows[rec.CAPITALS_FALLEN, w]), 0.0, 1.0, slot)
    tally(results, month, 16, double(rows[rec.CENTRES_FALLEN, w]), 0.0, 1.0, slot)
    tally(results, month, 17, double(rows[rec.MILITIA_MEAN, w]), 0.0, 3.0, slot)
    tally(results, month, 18, double(rows[rec.POSTS_MEAN, w]), 0.0, 3.0, slot)
    tally(results, month, 19, double(rows[rec.ACCESS_MEAN, w]), 0.0, 1.0, slot)
    tally(results, month, 20, double(rows[rec.ACCORD_SHARE, w]), 0.0, 1.0, slot)
    tally(results, month, 21, double(rows[rec.SANCTUARY, w]), 0.0, 1.0, slot)
    tally(results, month, 22, double(rows[rec.RECOGNITION, w]), 0.0, 1.0, slot)
    for use in range(rec.USES):
        tally(results, month, 23 + use, double(rows[rec.EFFORT + use, w]), 0.0, 3.0, slot)
    tally(results, month, 29, double(rows[rec.COMMAND_HELD, w]), 0.0, 1.0, slot)
    tally(results, month, 30, double(rows[rec.COMMAND_LOST, w]), 0.0, 1.0, slot)
    if slot < results.map.shape[0] and month % 3 == 0:
        for d in range(field.target.shape[0]):
            results.map[slot, month // 3, d] = int(sigmoid1(log_odds_of(ground, field, d, w)) * 200.0 + 0.5)


@part
def note_exit(mind: Mind, w: int) -> None:
    """The first month of the last unbroken spell without the patron's troops, and of the first such spell."""
    record, month = mind.record, mind.stance[rec.MONTH, w]
    if mind.stance[rec.POSTURE, w] >= 2:
        record[rec.EXIT_MONTH, w] = -1.0
        return
    if record[rec.EXIT_MONTH, w] < 0.0:
        record[rec.EXIT_MONTH, w] = month
    if record[rec.FIRST_EXIT, w] < 0.0:
        record[rec.FIRST_EXIT, w] = month


@part
def note_transition(field: Field, mind: Mind, results: Results, w: int) -> None:
    """Sums, in millionths, for the check of the players' picture: how well does it foresee next month's control?"""
    sums, row = results.transitions, mind.stance[rec.POSTURE, w]
    before, now = double(field.rows[rec.LOG_ODDS_BEFORE, w]), double(field.rows[rec.LOG_ODDS, w])
    miss = now - before - double(field.rows[rec.KERNEL_DRIFT, w]) / 12.0
    sums[row, 0] += 1
    sums[row, 1] += int(now * MICRO)
    sums[row, 2] += int(now * now * MICRO)
    sums[row, 3] += int(miss * MICRO)
    sums[row, 4] += int(miss * miss * MICRO)
    sums[row, 5] += int((now - before) * MICRO)


@part
def finish(
    ground: Ground,
    ends: Ends,
    politics: Politics,
    field: Field,
    mind: Mind,
    survey: Survey,
    results: Results,
    months: int,
    w: int,
) -> None:
    """The record of a future that has ended, by collapse or at the horizon."""
    month, slot = mind.stance[rec.MONTH, w], mind.stance[rec.SLOT, w]
    record = mind.record
    collapsed = record[rec.COLLAPSE_MONTH, w] >= 0.0
    if collapsed:  # its month was cut short, so nothing has noted a posture that changed in it
        note_exit(mind, w)
    share = double(field.rows[rec.SHARE, w])
    lost = double(field.rows[rec.CAPITALS_FALLEN, w])
    record[rec.MONTHS_RUN, w] = month + (1.0 if collapsed else 0.0)
    record[rec.R_END, w] = mind.stance[rec.POSTURE, w]
    record[rec.K_END, w] = mind.stance[rec.COMMITMENT, w]
    record[rec.N_END, w] = mind.stance[rec.TALKS, w]
    record[rec.CHI_END, w] = mind.number[rec.TERMS, w] if mind.stance[rec.TALKS, w] == 4 else -1.0
    record[rec.XBAR_END, w] = field.rows[rec.LOG_ODDS, w]
    record[rec.INSURGENT_POPULATION, w] = 1.0 - share
    record[rec.CAPITALS_INSURGENT, w] = lost
    if collapsed:
        record[rec.CAPITAL, w] = 1.0 if lost >= 0.5 or 1.0 - share >= 0.35 else 2.0
        for later in range(month, months):
            results.states[later, rec.COLLAPSED] += 1
    elif record[rec.SPLIT_MONTHS, w] >= SPLIT_MONTHS:
        record[rec.CAPITAL, w] = 2.0
    if record[rec.HANDOVER_MONTH, w] >= 0.0:
        record[rec.CAPITAL, w] = 1.0
    if record[rec.CAPITAL, w] == 1.0 and politics.challenge > 0.0:
        record[rec.CONTESTED_AFTER, w] = -log1(draw(field, w, CHALLENGE, 0, 0)) / politics.challenge * 12.0
    record[rec.COHESION_END, w] = sigmoid1(double(field.rows[rec.COHESION, w]))
    record[rec.LEGITIMACY_END, w] = sigmoid1(double(field.rows[rec.LEGITIMACY, w]))
    record[rec.STRENGTH_END, w] = field.rows[rec.STRENGTH, w]
    record[rec.DISPUTES_TOTAL, w] = field.rows[rec.DISPUTES, w]
    record[rec.CENTRES_FALLEN_END, w] = field.rows[rec.CENTRES_FALLEN, w]
    record[rec.REGIONS_LEFT, w] = regions_left(field, w)
    if not collapsed:
        moved = 0.0
        for d in range(ground.unit.shape[0]):
            side = 1 if log_odds_of(ground, field, d, w) < 0.0 else 0
            if side != survey.side_before[d, w]:
                moved += double(ground.weight[d])
        record[rec.FRONT_MOVE, w] = moved
        held = block(ground, ends, field, survey, w, 0) and block(ground, ends, field, survey, w, 1)
        record[rec.PARTITION, w] = 1.0 if held else 0.0
    for c in range(record.shape[0]):
        results.record[slot, c] = record[c, w]


@part
def regions_left(field: Field, w: int) -> float:
    """Regions that have left the government without joining the insurgents."""
    regions, left = field.regional.shape[0] // rec.REGION_ROWS, 0.0
    for g in range(regions):
        gone = double(field.regional[rec.SURRENDERED_OF * regions + g, w]) > 0.5
        if gone and double(field.regional[rec.CONTROL_OF * regions + g, w]) > 0.0:
            left += 1.0
    return left


@part
def block(ground: Ground, ends: Ends, field: Field, survey: Survey, w: int, side: int) -> bool:
    """Does a side hold a contiguous block with a quarter of the population and a regional capital?"""
    visit, queue = survey.visit, survey.queue
    n = ground.unit.shape[0]
    for d in range(n):
        own = 1 if log_odds_of(ground, field, d, w) < 0.0 else 0
        visit[d] = 1 if own == side else 0
    found = False
    for origin in range(n):
        if visit[origin] == 1:
            visit[origin] = 2
            queue[0] = origin
            head, tail = 0, 1
            people, seat = 0.0, False
            while head < tail:
                d = queue[head]
                head += 1
                people += double(ground.weight[d])
                for c in range(ends.regional_capital.shape[0]):
                    if ends.regional_capital[c] == d:
                        seat = True
                for e in range(ground.first[d], ground.first[d + 1]):
                    near = ground.neighbour[e]
                    if visit[near] == 1:
                        visit[near] = 2
                        queue[tail] = near
                        tail += 1
            if people >= 0.25 and seat:
                found = True
    return found
