"""The compiled loop: futures enter free lanes, months pass for all lanes at once, results come out.

A lane that ends takes the next future at once; the streams need only the future's key and the date, so which
lane a future runs in, how many lanes there are and which worker runs them leave no trace in the result.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine import war as arrays
from ripeness.engine.decisions import (
    EIGHT,
    decide,
    draw,
    note_prospects,
    read_hazards,
    start_clocks,
)  # fmt: skip
from ripeness.engine.ending import begin_record, finish, note_collapse, note_month
from ripeness.engine.month import drift, fight, set_scene
from ripeness.engine.opening import open_war
from ripeness.engine.start import draw_maps, fit_counts
from ripeness.engine.streams import COHESION, PATRON_TYPE
from ripeness.engine.war import Field, Lanes, Mind, Results, Tables, War
from ripeness.model.government import HIGH, LOW
from ripeness.model.information import bounded
from ripeness.model.violence import contestedness
from ripeness.numerics.compiled import kernel, part, plain
from ripeness.numerics.lanes import Width, best_width
from ripeness.numerics.scalar import double, log1, logit1, sigmoid1

WIDTH = best_width()  # one for all calls: a second width would be compiled on a second cold start
WAR, PLAYERS, TRIAL = range(3)  # what a run is of
NO_TRIAL = np.zeros((0, 7))


@part
def enter(
    war: War, lanes: Lanes, w: int, slot: int, keys: np.ndarray, maps: np.ndarray, trial: np.ndarray, mode: int
) -> None:
    """Put future ``slot`` into lane ``w`` on the first day."""
    politics, field, mind = war.politics, lanes.field, lanes.mind
    stance = mind.stance
    field.words[0, w] = keys[slot, 0]
    field.words[1, w] = keys[slot, 1]
    stance[rec.SLOT, w] = slot
    stance[rec.ACTIVE, w] = 1
    stance[rec.MONTH, w] = 0
    stance[rec.POSTURE, w] = politics.posture
    stance[rec.COMMITMENT, w] = politics.commitment
    stance[rec.TALKS, w] = politics.talks
    stance[rec.TYPE, w] = 1 if draw(field, w, PATRON_TYPE, 0, 0) < politics.resolve_start else 0
    mind.number[rec.BELIEF, w] = bounded(politics.resolve_start)
    mind.number[rec.TERMS, w] = 0.5
    mind.number[rec.DISSENT, w] = 0.0
    mind.number[rec.SPLINTER, w] = 0.0
    for row in range(field.rows.shape[0]):
        field.rows[row, w] = 0.0
    lay_out(war, field, w, slot, maps)
    first_day(war, lanes, w)
    if mode == PLAYERS:
        high = double(field.rows[rec.HIGH_COHESION, w])
        field.rows[rec.HIGH_COHESION, w] = 1.0 if draw(field, w, COHESION, 0, 0) < high else 0.0
    if mode == TRIAL:
        begin_trial(war, lanes, w, trial[slot])
    start_clocks(field, mind, w)
    begin_record(field, mind, w)


@part
def begin_trial(war: War, lanes: Lanes, w: int, setting: np.ndarray) -> None:
    """Set control (log-odds), posture, talks, cohesion (index), expected posture now and at the start, and a
    shift of every region's fundamental."""
    field, mind, rows = lanes.field, lanes.mind, lanes.field.rows
    moved = setting[0] - double(rows[rec.LOG_ODDS, w])
    for d in range(field.target.shape[0]):
        field.deviation[d, w] += moved
    for g in range(war.countryside.regions):
        field.regional[rec.CONTROL_OF * war.countryside.regions + g, w] += moved
    rows[rec.LOG_ODDS, w] += moved
    rows[rec.LOG_ODDS_BEFORE, w] += moved
    rows[rec.PERCEIVED, w] += moved
    rows[rec.SHARE, w] = sigmoid1(double(rows[rec.LOG_ODDS, w]))
    rows[rec.COHESION, w] = logit1(setting[3])
    rows[rec.HIGH_COHESION, w] = min(max((setting[3] - LOW) / (HIGH - LOW), 0.0), 1.0)
    rows[rec.EXPECTED_START, w] = setting[5]
    rows[rec.BASE_SHIFT, w] = setting[6]
    mind.number[rec.EXPECTATION, w] = setting[5]


@part
def change_posture(mind: Mind, w: int, setting: np.ndarray) -> None:
    """Put the trial's posture, talks and expectation in force, garrisons standing as they stood before."""
    mind.stance[rec.POSTURE, w] = int(setting[1])
    mind.stance[rec.TALKS, w] = int(setting[2])
    mind.number[rec.EXPECTATION, w] = setting[4]


@part
def lay_out(war: War, field: Field, w: int, slot: int, maps: np.ndarray) -> None:
    """The map of the first day in lane ``w``: control, and what both instruments would print."""
    ground, rows = war.ground, field.rows
    n, provinces, regions = ground.unit.shape[0], war.countryside.provinces, war.countryside.regions
    scale = maps[slot, 2 * n]
    rows[rec.OFFSET_SCALE, w] = scale
    for row in range(field.province.shape[0]):
        field.province[row, w] = 0.0
    for row in range(field.regional.shape[0]):
        field.regional[row, w] = 0.0
    for p in range(provinces):
        field.province[rec.POSTS_OF * provinces + p, w] = 1.0
        field.province[rec.MILITIA_OF * provinces + p, w] = 1.0
    share, contested, command, press = 0.0, 0.0, 0.0, 0.0
    for d in range(n):
        x = double(maps[slot, d]) + double(maps[slot, n + d])
        field.target[d, w] = maps[slot, d]
        field.deviation[d, w] = maps[slot, n + d]
        control = sigmoid1(x)
        share += control * double(ground.weight[d])
        contested += contestedness(control) * double(ground.violence_weight[d])
        command += 1.0 if x + scale * double(ground.command_offset[d]) > ground.command_inner else 0.0
        press += 1.0 if x + scale * double(ground.press_offset[d]) > ground.press_cut_high else 0.0
        field.regional[rec.CONTROL_OF * regions + ground.region[d], w] += control * double(ground.region_share[d])
    for g in range(regions):
        row = rec.CONTROL_OF * regions + g
        field.regional[row, w] = logit1(double(field.regional[row, w]))
        field.regional[rec.LOSSES_OF * regions + g, w] = war.cascade.usual_losses[g]
    rows[rec.SHARE, w] = share
    rows[rec.LOG_ODDS, w] = logit1(share)
    rows[rec.CONTESTED, w] = contested
    rows[rec.GAP, w] = logit1(min(max(command / n, 0.01), 0.99)) - logit1(min(max(press / n, 0.01), 0.99))


@part
def first_day(war: War, lanes: Lanes, w: int) -> None:
    """National state of the first day in lane ``w``; everything that is a difference from its start is zero."""
    society, state, rows, memory = war.society, war.state, lanes.field.rows, lanes.memory
    now = double(rows[rec.LOG_ODDS, w])
    seen = now - state.credence * double(rows[rec.GAP, w])
    level = log1(society.deaths_per_month) - log1(double(rows[rec.CONTESTED, w]) + society.base_deaths)
    rows[rec.LOG_ODDS_BEFORE, w] = now
    rows[rec.LOG_ODDS_START, w] = now
    rows[rec.PERCEIVED, w] = seen
    rows[rec.STRENGTH, w] = society.strength
    rows[rec.WEARINESS, w] = society.weariness
    rows[rec.SUPPORT, w] = society.support
    rows[rec.PATRON_DEATHS_SUM, w] = society.cumulative_deaths
    rows[rec.LOG_LEVEL, w] = level
    rows[rec.LOG_LEVEL_START, w] = level
    rows[rec.LOSSES, w] = society.losses_start
    rows[rec.LEGITIMACY, w] = state.legitimacy_start
    rows[rec.COHESION, w] = state.cohesion_logit
    rows[rec.OVERSIGHT, w] = state.oversight_start
    rows[rec.REFORM_MONTH, w] = -1.0
    rows[rec.SANCTUARY, w] = society.sanctuary
    rows[rec.RECOGNITION, w] = war.neighbours.recognition
    rows[rec.POSTS_MEAN, w] = 1.0
    rows[rec.FORCE_MEAN, w] = 1.0
    rows[rec.MILITIA_MEAN, w] = 1.0
    rows[rec.HIGH_COHESION, w] = min(max((sigmoid1(state.cohesion_logit) - LOW) / (HIGH - LOW), 0.0), 1.0)
    for i in range(12):
        memory.control[i, w] = seen
        memory.deaths[i, w] = society.deaths_per_month
    for i in range(3):
        memory.losses[i, w] = society.losses_start


@part
def leave(war: War, lanes: Lanes, results: Results, w: int, following: int, last: int, keys: np.ndarray,
          maps: np.ndarray, trial: np.ndarray, mode: int) -> int:  # fmt: skip
    """Write the record of lane ``w`` and give the lane to the next future; returns 1 where there is none."""
    finish(war.ground, war.ends, war.politics, lanes.field, lanes.mind, lanes.survey, results, war.months, w)
    if following < last:
        enter(war, lanes, w, following, keys, maps, trial, mode)
        return 0
    lanes.mind.stance[rec.ACTIVE, w] = 0
    lanes.mind.stance[rec.MONTH, w] = war.months - 1
    return 1


def run_lanes(
    width, eight, war: War, tables: Tables, opening: Tables, lanes: Lanes, results: Results, keys: np.ndarray,
    maps: np.ndarray, trial: np.ndarray, first: int, last: int, mode: int,
) -> int:  # fmt: skip
    """Run futures ``first`` to ``last`` (positions in ``keys``) to their end; returns how many were run.

    Parameters
    ----------
    opening : the game as everybody saw it before the first day; what is at rest then follows from it, so that a change
        of expectations on the first day is a change.
    trial : (future, 7) in mode TRIAL, see ``begin_trial``.
    mode : WAR, everything; PLAYERS, the players' picture of the ground in place of the ground; TRIAL, the ground alone
        under a posture, talks, cohesion and expectation that stand still.
    """
    field, memory, mind, survey = lanes.field, lanes.memory, lanes.mind, lanes.survey
    count = min(field.rows.shape[1], last - first)
    following, active = first + count, count
    for w in range(field.rows.shape[1]):
        enter(war, lanes, w, first + min(w, count - 1), keys, maps, trial, mode)
        if w >= count:
            mind.stance[rec.ACTIVE, w] = 0
    while active > 0:
        for w in range(field.rows.shape[1]):
            while mind.stance[rec.ACTIVE, w] == 1:
                if mind.stance[rec.MONTH, w] == 0 and mode != PLAYERS:
                    if mode == WAR:
                        read_hazards(eight, opening, field, mind, w)
                        note_prospects(mind, w)
                        field.rows[rec.EXPECTED_START, w] = mind.number[rec.EXPECTATION, w]
                    open_war(war, field, mind, w)
                    if mode == TRIAL:
                        change_posture(mind, w, trial[mind.stance[rec.SLOT, w]])
                if mode == TRIAL:
                    break
                decide(eight, war.politics, tables, field, memory, mind, results.events, results.log, mode, w)
                if mind.record[rec.COLLAPSE_MONTH, w] < 0.0:
                    break
                active -= leave(war, lanes, results, w, following, last, keys, maps, trial, mode)
                following += 1
            set_scene(war, field, mind, w)
        if mode == PLAYERS:
            drift(width, field)
        else:
            fight(width, war, field, memory)
        for w in range(field.rows.shape[1]):
            if mind.stance[rec.ACTIVE, w] == 1:
                fallen = field.rows[rec.COLLAPSED_NOW, w] > 0.5
                if fallen:
                    note_collapse(field, mind, results.events, results.log, w)
                else:
                    note_month(war, field, memory, mind, survey, results, w)
                    mind.stance[rec.MONTH, w] += 1
                if fallen or mind.stance[rec.MONTH, w] == war.months:
                    active -= leave(war, lanes, results, w, following, last, keys, maps, trial, mode)
                    following += 1
    return last - first


run_compiled = kernel(run_lanes)


def start_maps(war: War, keys: np.ndarray, width: int = WIDTH, interpreted: bool = False) -> np.ndarray:
    """First-day maps of many futures: float32 (future, 2 districts + 1), see ``start.fit_counts``."""
    n = len(war.ground.unit)
    maps = np.zeros((len(keys), 2 * n + 1), dtype=np.float32)
    field = arrays.lanes(war, width).field
    provinces = np.zeros((len(war.origin.province_unit), width), dtype=np.float32)
    draw_all = plain(draw_maps) if interpreted else draw_maps
    for first in range(0, len(keys), width):
        rows = maps[first : first + width]
        count = len(rows)
        field.words[:] = 0
        field.words[:2, :count] = keys[first : first + count].T
        draw_all(Width(width), war.ground, war.origin, field, provinces)
        target, deviation, scale = fit_counts(war.ground, war.origin, field)
        rows[:, :n] = target.T[:count]
        rows[:, n : 2 * n] = deviation.T[:count]
        rows[:, 2 * n] = scale[:count]
    return maps


def simulate(
    war: War,
    tables: Tables,
    keys: np.ndarray,
    *,
    jobs: int = 1,
    kept: int = 0,
    told: int = 0,
    maps: bool = True,
    width: int = WIDTH,
    mode: int = WAR,
    trial: np.ndarray = NO_TRIAL,
    opening: Tables | None = None,
    interpreted: bool = False,
) -> Results:
    """All futures of one world.

    Parameters
    ----------
    keys : uint32 (future, 2) from ``streams.keys``.
    jobs : worker threads; they share the futures, not the lanes.
    kept : how many first futures keep their monthly path and quarterly map.
    told : how many first futures keep their event log.
    maps : whether the kept futures keep maps.
    width : lanes side by side; any width gives the same bits.
    mode, trial, opening : see :func:`run_lanes`; without ``opening`` it is the first month of ``tables``.
    interpreted : run the same text in plain Python and NumPy (the oracle; slow).
    """
    futures, n = len(keys), len(war.ground.unit)
    jobs = max(1, min(jobs, futures // 32 or 1))
    kept, told = min(kept, futures), min(told, futures)
    whole = arrays.results(futures, war.months, n, kept, told, kept if maps else 0)
    first_maps = np.zeros((futures, 2 * n + 1), dtype=np.float32)
    edges = [futures * j // jobs for j in range(jobs + 1)]

    def work(j: int) -> Results:
        first, last = edges[j], edges[j + 1]
        own = arrays.results(0, war.months, 0, 0, 0, 0)._replace(
            record=whole.record, path=whole.path, map=whole.map, log=whole.log
        )
        first_maps[first:last] = start_maps(war, keys[first:last], width, interpreted)
        run = run_lanes if interpreted else run_compiled
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            run(
                Width(width), EIGHT, war, tables, tables if opening is None else opening, arrays.lanes(war, width), own,
                keys, first_maps, trial, first, last, mode,
            )  # fmt: skip
        return own

    if jobs == 1:
        parts = [work(0)]
    else:
        with ThreadPoolExecutor(jobs) as pool:
            parts = list(pool.map(work, range(jobs)))
    return whole._replace(
        states=sum(p.states for p in parts),  # type: ignore[arg-type]
        events=sum(p.events for p in parts),  # type: ignore[arg-type]
        histogram=sum(p.histogram for p in parts),  # type: ignore[arg-type]
        transitions=sum(p.transitions for p in parts),  # type: ignore[arg-type]
    )
