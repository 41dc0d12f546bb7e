"""The strategic part of a month: clocks that ring at the hazards of the solved game.

Every event type holds a unit-exponential alarm with an address of its own and a clock that runs at the event's
hazard; it happens where the clock reaches the alarm. The earliest one in the month is executed, beliefs and
hazards are read again, the rest of the month goes on. That is competing risks, exact for any step, and a
lever that moves one hazard leaves all other clocks alone.
"""

from __future__ import annotations

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine.streams import EVENT_CLOCK, TURNOVER, address
from ripeness.engine.war import Field, Memory, Mind, Politics, Tables
from ripeness.model.government import REFORM_MONTHS
from ripeness.model.information import belief_after_step, belief_after_turnover, quiet_belief
from ripeness.numerics.compiled import inlined, part
from ripeness.numerics.functions import exp
from ripeness.numerics.lanes import Width, load, store
from ripeness.numerics.scalar import double, hashed1, log1, uniform1
from ripeness.strategy.events import (
    ACCORD,
    CEASEFIRE,
    COLLAPSE,
    CUT,
    DECAY,
    EXECUTION,
    INTRA,
    REDUCE,
    REFORM,
    RENEGE_GOVERNMENT,
    RENEGE_INSURGENT,
    SETTLE,
    TIMELINE,
)  # fmt: skip
from ripeness.strategy.events import (
    TURNOVER as REDRAW,
)

MOST_EVENTS = 6
MONTH_YEARS = 1.0 / 12.0
NEVER = -50.0  # stored log hazards below this stand for an event that cannot happen

# Places in ``Mind.reading``: rows irresolute, resolute, shared 0-7, shared 8-15.
IRRESOLUTE, RESOLUTE, FIRST_SHARED, SECOND_SHARED = range(4)
COLLAPSE_SLOT, DRIFT_SLOT, TERMS_SLOT, EXPECTED_SLOT, WIDTH_SLOT, MARGIN_SLOT = 2, 3, 4, 5, 6, 7

address_of = part(address)


@part
def draw(field: Field, w: int, purpose: int, date: int, unit: int) -> float:
    """The uniform at an address of the future in lane ``w``."""
    counter = address_of(purpose, date, unit)
    return uniform1(hashed1(counter, int(field.words[0, w]), int(field.words[1, w])))


@part
def set_alarm(field: Field, mind: Mind, w: int, event: int) -> None:
    """The next ring of an event's clock, and the clock back to zero."""
    u = draw(field, w, EVENT_CLOCK, mind.ordinal[event, w], event)
    mind.alarm[event, w] = -log1(u)
    mind.elapsed[event, w] = 0.0
    mind.ordinal[event, w] += 1


@inlined
def cell_of(posture: int, commitment: int) -> int:
    """Index of a (posture, commitment) pair: 00 10 20 21 22 30 31 32."""
    return posture if posture < 2 else 2 + (posture - 2) * 3 + commitment


@inlined
def read_hazards(eight, tables: Tables, field: Field, mind: Mind, w: int) -> None:
    """The solved game at the state of lane ``w``, mixed linearly in the log from the nodes around it.

    Eight slots are read at a time. Leaves the four rows of ``mind.reading`` (rows of patron events and of the
    other events still in logs) and in ``mind.rate`` the hazards per year of events 0-17 and of collapse.
    """
    month = mind.stance[rec.MONTH, w]
    belief = mind.number[rec.BELIEF, w]
    x = double(field.rows[rec.LOG_ODDS, w])
    nodes, beliefs, knots, game = tables.x_nodes, tables.mu_nodes, tables.chi_knots, tables.game[month]
    controls = nodes.shape[1]
    ix = min(max(int((x - nodes[game, 0]) / (nodes[game, 1] - nodes[game, 0])), 0), controls - 2)
    fx = min(max((x - nodes[game, ix]) / (nodes[game, ix + 1] - nodes[game, ix]), 0.0), 1.0)
    im = 0
    while im < beliefs.shape[0] - 2 and belief >= beliefs[im + 1]:
        im += 1
    fm = min(max((belief - beliefs[im]) / (beliefs[im + 1] - beliefs[im]), 0.0), 1.0)
    phase, ic, fc, mixed = mind.stance[rec.TALKS, w], 0, 0.0, 1
    if phase == 4:
        while ic < knots.shape[0] - 2 and mind.number[rec.TERMS, w] >= knots[ic + 1]:
            ic += 1
        fc = min(max((mind.number[rec.TERMS, w] - knots[ic]) / (knots[ic + 1] - knots[ic]), 0.0), 1.0)
        mixed = 2
    cell = cell_of(mind.stance[rec.POSTURE, w], mind.stance[rec.COMMITMENT, w])
    high = double(field.rows[rec.HIGH_COHESION, w])
    zero = load(eight, mind.reading, 0) * 0.0
    irresolute, resolute, first, second, second_low = zero, zero, zero, zero, zero
    for it in range(2):
        date = tables.low[month] if it == 0 else tables.high[month]
        wt = 1.0 - tables.fraction[month] if it == 0 else tables.fraction[month]
        for ip in range(mixed):
            wp = wt * (1.0 - fc) if ip == 0 else wt * fc
            for jx in range(2):
                wx = wp * (1.0 - fx) if jx == 0 else wp * fx
                for jm in range(2):
                    weight = float(wx * (1.0 - fm) if jm == 0 else wx * fm)
                    node = (cell * (4 + knots.shape[0]) + phase + ic + ip) * controls + ix + jx
                    node = node * 2 * beliefs.shape[0] + im + jm
                    line = (date * tables.per_date + node) * 4
                    low = float(weight * (1.0 - high))
                    second_low = second_low + load(eight, tables.nodes, line + 3) * weight
                    if low > 0.0:
                        irresolute = irresolute + load(eight, tables.nodes, line) * low
                        resolute = resolute + load(eight, tables.nodes, line + 1) * low
                        first = first + load(eight, tables.nodes, line + 2) * low
                        second = second + load(eight, tables.nodes, line + 3) * low
                    if high > 0.0:
                        line += 4 * beliefs.shape[0]
                        low = float(weight * high)
                        irresolute = irresolute + load(eight, tables.nodes, line) * low
                        resolute = resolute + load(eight, tables.nodes, line + 1) * low
                        first = first + load(eight, tables.nodes, line + 2) * low
                        second = second + load(eight, tables.nodes, line + 3) * low
    store(eight, mind.reading, IRRESOLUTE, irresolute)
    store(eight, mind.reading, RESOLUTE, resolute)
    store(eight, mind.reading, FIRST_SHARED, exp(first))
    store(eight, mind.reading, SECOND_SHARED, exp(second))
    for s in range(8):
        mind.rate[8 + s] = mind.reading[FIRST_SHARED, s]
    mind.rate[16] = mind.reading[SECOND_SHARED, 0]
    mind.rate[COLLAPSE] = mind.reading[SECOND_SHARED, COLLAPSE_SLOT]
    # Reform is on offer as far as cohesion is low.
    store(eight, mind.reading, SECOND_SHARED, exp(second_low))
    mind.rate[REFORM] = mind.reading[SECOND_SHARED, 1] * (1.0 - high)
    store(eight, mind.reading, SECOND_SHARED, second)
    store(eight, mind.reading, FIRST_SHARED, exp(resolute if mind.stance[rec.TYPE, w] == 1 else irresolute))
    for s in range(8):
        mind.rate[s] = mind.reading[FIRST_SHARED, s]


@part
def natural_hazards(politics: Politics, mind: Mind, w: int, high: float, reduced: int) -> None:
    """Per year: a dated withdrawal's next step, the end of high cohesion, a change of the leadership's type.

    Cohesion decays by an event only in the players' picture (``reduced``); on the ground it has a law of its own.
    """
    resolute = mind.stance[rec.TYPE, w] == 1
    change = 1.0 - politics.resolute_share if resolute else politics.resolute_share
    cell = cell_of(mind.stance[rec.POSTURE, w], mind.stance[rec.COMMITMENT, w])
    rule = politics.rule[mind.stance[rec.MONTH, w]]
    mind.rate[EXECUTION] = politics.execution[rule, cell, mind.stance[rec.TALKS, w]]
    mind.rate[DECAY] = politics.cohesion_decay * high if reduced == 1 else 0.0
    mind.rate[REDRAW] = politics.redraw_rate * change


@part
def write_log(log: np.ndarray, field: Field, mind: Mind, w: int, event: int, time: float) -> None:
    """One line of a told future: the event, the stance after it, the hazards it was chosen from."""
    slot, line = mind.stance[rec.SLOT, w], 0
    while line < rec.LOG_LENGTH - 1 and log[slot, line, 1] >= 0.0:
        line += 1
    log[slot, line, 0] = mind.stance[rec.MONTH, w]
    log[slot, line, 1] = event
    log[slot, line, 2] = time
    log[slot, line, 3] = mind.stance[rec.POSTURE, w]
    log[slot, line, 4] = mind.stance[rec.COMMITMENT, w]
    log[slot, line, 5] = mind.stance[rec.TALKS, w]
    log[slot, line, 6] = field.rows[rec.HIGH_COHESION, w]
    log[slot, line, 7] = mind.number[rec.BELIEF, w]
    log[slot, line, 8] = mind.number[rec.TERMS, w]
    log[slot, line, 9] = field.rows[rec.LOG_ODDS, w]
    for e in range(COLLAPSE + 1):
        log[slot, line, rec.LOG_HAZARDS + e] = mind.rate[e]


@part
def mean_deaths(memory: Memory, w: int) -> float:
    """Mean monthly deaths of the last twelve months."""
    total = 0.0
    for i in range(12):
        total += double(memory.deaths[i, w])
    return total / 12.0


@part
def note_first(mind: Mind, w: int, column: int, month: int) -> None:
    """Write the month of a first occurrence, once."""
    if mind.record[column, w] < 0.0:
        mind.record[column, w] = month


@part
def allowed(politics: Politics, mind: Mind, w: int, event: int) -> bool:
    """Whether the rules in force let an event happen here; of its own nobody chooses one that they do not.

    They may where hazards were solved under other rules than those in force (``ensemble.paired``, FROZEN).
    """
    cell = cell_of(mind.stance[rec.POSTURE, w], mind.stance[rec.COMMITMENT, w])
    rule = politics.rule[mind.stance[rec.MONTH, w]]
    return politics.next_cell[rule, event, cell, mind.stance[rec.TALKS, w]] >= 0


@part
def execute(politics: Politics, field: Field, memory: Memory, mind: Mind, w: int, event: int) -> None:
    """What an event changes: posture, commitment, talks, cohesion, terms, belief, and the record."""
    rows, stance, month = field.rows, mind.stance, mind.stance[rec.MONTH, w]
    talks = stance[rec.TALKS, w]
    cell = cell_of(stance[rec.POSTURE, w], stance[rec.COMMITMENT, w])
    if event <= ACCORD:
        odds = double(mind.reading[RESOLUTE, event]) - double(mind.reading[IRRESOLUTE, event])
        mind.number[rec.BELIEF, w] = belief_after_step(mind.number[rec.BELIEF, w], odds)
    if event == COLLAPSE:
        mind.record[rec.COLLAPSE_MONTH, w] = month
        mind.record[rec.COLLAPSE_R, w] = stance[rec.POSTURE, w]
        mind.record[rec.COLLAPSE_K, w] = stance[rec.COMMITMENT, w]
    elif event == REDRAW:
        stance[rec.TYPE, w] = 1 - stance[rec.TYPE, w]
    elif event == REFORM or event == DECAY:
        rows[rec.HIGH_COHESION, w] = 1.0 if event == REFORM else 0.0
        since = double(rows[rec.REFORM_MONTH, w])
        if event == REFORM and not 0.0 <= since < REFORM_MONTHS:  # one that runs already goes on
            rows[rec.REFORM_MONTH, w] = 0.0
    else:
        if event == SETTLE:
            mind.number[rec.TERMS, w] = min(max(double(mind.reading[SECOND_SHARED, TERMS_SLOT]), 0.05), 0.95)
            mind.record[rec.SIGN_MONTH, w] = month
            note_first(mind, w, rec.FIRST_SIGN, month)
        if event == CEASEFIRE or (event == SETTLE and talks == 2):  # a ceasefire is the first agreement
            mind.record[rec.DEATHS_BEFORE, w] = mean_deaths(memory, w)
        if event == RENEGE_INSURGENT or event == RENEGE_GOVERNMENT:
            mind.record[rec.RENEGES, w] += 1.0
            if mind.record[rec.SETTLED_SIGN, w] == mind.record[rec.SIGN_MONTH, w]:
                mind.record[rec.RELAPSES, w] += 1.0
            mind.record[rec.SIGN_MONTH, w] = -1.0
        rule = politics.rule[month]
        after = politics.next_cell[rule, event, cell, talks]
        stance[rec.TALKS, w] = politics.next_talks[rule, event, cell, talks]
        stance[rec.POSTURE, w] = politics.cell_posture[after]
        stance[rec.COMMITMENT, w] = politics.cell_commitment[after]
        if event == ACCORD:
            note_first(mind, w, rec.ACCORD_MONTH, month)
        if event == INTRA:
            note_first(mind, w, rec.INTRA_MONTH, month)
        if event == CEASEFIRE or event == SETTLE:
            note_first(mind, w, rec.CEASEFIRE_MONTH, month)
        note_leaving(mind, w, event)


@part
def note_leaving(mind: Mind, w: int, event: int) -> None:
    """The months in which aid was first cut and leaving first decided."""
    stance, month = mind.stance, mind.stance[rec.MONTH, w]
    if event == CUT:
        note_first(mind, w, rec.CUT_MONTH, month)
    leaving = (event == REDUCE or event == EXECUTION) and stance[rec.POSTURE, w] == 1
    if leaving or event == TIMELINE or event == ACCORD or stance[rec.COMMITMENT, w] == 1:
        note_first(mind, w, rec.ORDER_MONTH, month)


@part
def obey(politics: Politics, field: Field, mind: Mind, events: np.ndarray, log: np.ndarray, w: int) -> None:
    """The order of this month, where it changes anything; its line in the log shows no hazards, for none led to it.

    Both types of patron obey alike: nobody learns anything about the type.
    """
    stance, month = mind.stance, mind.stance[rec.MONTH, w]
    order, talks = politics.order[month], stance[rec.TALKS, w]
    cell = cell_of(stance[rec.POSTURE, w], stance[rec.COMMITMENT, w])
    event = politics.order_event[order, cell, talks]
    if event >= 0:
        before, after = stance[rec.POSTURE, w], politics.order_cell[order, cell, talks]
        stance[rec.POSTURE, w] = politics.cell_posture[after]
        stance[rec.COMMITMENT, w] = politics.cell_commitment[after]
        note_leaving(mind, w, event)
        if before >= 2 and stance[rec.POSTURE, w] < 2:
            note_first(mind, w, rec.ORDER_MONTH, month)
        events[month, event] += 1
        for e in range(rec.EVENTS):
            mind.rate[e] = 0.0
        if stance[rec.SLOT, w] < log.shape[0]:
            write_log(log, field, mind, w, event, month / 12.0)


@part
def take_office(politics: Politics, field: Field, mind: Mind, w: int) -> None:
    """A new leader: the type is redrawn with a known probability, and everybody knows that it may be."""
    month, belief = mind.stance[rec.MONTH, w], mind.number[rec.BELIEF, w]
    if draw(field, w, TURNOVER, month, 0) < politics.turnover_redraw:
        mind.stance[rec.TYPE, w] = 1 if draw(field, w, TURNOVER, month, 1) < politics.resolute_share else 0
    mind.number[rec.BELIEF, w] = belief_after_turnover(belief, politics.turnover_redraw, politics.resolute_share)


@inlined
def decide(
    eight, politics: Politics, tables: Tables, field: Field, memory: Memory, mind: Mind,
    events: np.ndarray, log: np.ndarray, reduced: int, w: int,
) -> None:  # fmt: skip
    """All that the parties do in one month, then the month's drift of the public belief.

    Only in the players' picture (``reduced``) does the state collapse at the hazard they reckon with; on the ground
    it is the cascade that ends it.
    """
    month = mind.stance[rec.MONTH, w]
    if politics.turnover[month] == 1:
        take_office(politics, field, mind, w)
    if politics.order[month] >= 0:
        obey(politics, field, mind, events, log, w)
    rate, remaining, count, expected_collapse = mind.rate, MONTH_YEARS, 0, 0.0
    while remaining > 0.0:
        read_hazards(eight, tables, field, mind, w)
        expected_collapse = rate[COLLAPSE]
        if reduced != 1:
            rate[COLLAPSE] = 0.0
        natural_hazards(politics, mind, w, double(field.rows[rec.HIGH_COHESION, w]), reduced)
        soonest, first = remaining, -1
        if count < MOST_EVENTS:
            for e in range(rec.EVENTS):
                left = mind.alarm[e, w] - mind.elapsed[e, w]
                if left < rate[e] * soonest:
                    soonest, first = max(left, 0.0) / rate[e], e
        for e in range(rec.EVENTS):
            mind.elapsed[e, w] += soonest * rate[e]
        mind.record[rec.HAZARD_SUM, w] += soonest * expected_collapse
        remaining -= soonest
        if first < 0:
            break
        count += 1
        set_alarm(field, mind, w, first)
        if not allowed(politics, mind, w, first):
            continue
        execute(politics, field, memory, mind, w, first)
        events[month, first] += 1
        if mind.stance[rec.SLOT, w] < log.shape[0]:
            write_log(log, field, mind, w, first, (month + 1.0) / 12.0 - remaining)
        if first == COLLAPSE:
            break
    belief = mind.number[rec.BELIEF, w]
    drift = double(mind.reading[SECOND_SHARED, DRIFT_SLOT])
    gap = (drift - politics.redraw_rate * (politics.resolute_share - belief)) / (belief * (1.0 - belief))
    mind.number[rec.BELIEF, w] = quiet_belief(belief, gap, politics.redraw_rate, politics.resolute_share, MONTH_YEARS)
    mind.number[rec.COLLAPSE_HAZARD, w] = expected_collapse
    note_prospects(mind, w)


@part
def note_prospects(mind: Mind, w: int) -> None:
    """Expected posture, width of the range and margin as last read."""
    mind.number[rec.EXPECTATION, w] = mind.reading[SECOND_SHARED, EXPECTED_SLOT]
    mind.number[rec.WIDTH, w] = mind.reading[SECOND_SHARED, WIDTH_SLOT]
    mind.number[rec.MARGIN, w] = mind.reading[SECOND_SHARED, MARGIN_SLOT]


@part
def start_clocks(field: Field, mind: Mind, w: int) -> None:
    """Set every alarm of a future that begins."""
    for e in range(rec.EVENTS):
        mind.ordinal[e, w] = 0
        set_alarm(field, mind, w, e)


EIGHT = Width(8)
