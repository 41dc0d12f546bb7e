"""The compiled loop: futures enter free lanes, months pass for all lanes at once, results come out.

A lane that ends takes the next future at once; the streams need only the future's key and the date, so which
lane a future runs in, how many lanes there are and which worker runs them leave no trace in the result.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ripeness.engine import record as rec
from ripeness.engine import war as arrays
from ripeness.engine.decisions import EIGHT, decide, draw, start_clocks
from ripeness.engine.ending import begin_record, finish, note_month
from ripeness.engine.month import drift, fight, set_scene
from ripeness.engine.start import draw_maps, fit_counts
from ripeness.engine.streams import COHESION, PATRON_TYPE
from ripeness.engine.war import Lanes, Results, Tables, War
from ripeness.model.information import bounded
from ripeness.model.violence import contestedness
from ripeness.numerics.compiled import kernel, part, plain
from ripeness.numerics.lanes import Width
from ripeness.numerics.scalar import double, log1, logit1, sigmoid1

WIDTH = 64  # small calls leave lanes idle, but a second width would be compiled on a second cold start


@part
def enter(war: War, lanes: Lanes, w: int, slot: int, keys: np.ndarray, maps: np.ndarray) -> None:
    """Put future ``slot`` into lane ``w`` on the first day."""
    ground, society, politics = war.ground, war.society, war.politics
    field, memory, mind = lanes.field, lanes.memory, lanes.mind
    n = ground.unit.shape[0]
    rows, stance = field.rows, mind.stance
    field.words[0, w] = keys[slot, 0]
    field.words[1, w] = keys[slot, 1]
    stance[rec.SLOT, w] = slot
    stance[rec.ACTIVE, w] = 1
    stance[rec.MONTH, w] = 0
    stance[rec.POSTURE, w] = politics.posture
    stance[rec.COMMITMENT, w] = politics.commitment
    stance[rec.TALKS, w] = politics.talks
    stance[rec.TYPE, w] = 1 if draw(field, w, PATRON_TYPE, 0, 0) < politics.resolve_start else 0
    stance[rec.COHESION, w] = 1 if draw(field, w, COHESION, 0, 0) < politics.high_cohesion_share else 0
    mind.number[rec.BELIEF, w] = bounded(politics.resolve_start)
    mind.number[rec.TERMS, w] = 0.5
    share, contested = 0.0, 0.0
    for d in range(n):
        field.target[d, w] = maps[slot, d]
        field.deviation[d, w] = maps[slot, n + d]
        control = sigmoid1(double(maps[slot, d]) + double(maps[slot, n + d]))
        share += control * double(ground.weight[d])
        contested += contestedness(control) * double(ground.violence_weight[d])
    level = log1(society.deaths_per_month) - log1(contested + society.base_deaths)
    rows[rec.OFFSET_SCALE, w] = maps[slot, 2 * n]
    rows[rec.SHARE, w] = share
    rows[rec.LOG_ODDS, w] = logit1(share)
    rows[rec.LOG_ODDS_BEFORE, w] = logit1(share)
    rows[rec.STRENGTH, w] = society.strength
    rows[rec.MORALE, w] = 0.0
    rows[rec.WEARINESS, w] = society.weariness
    rows[rec.SUPPORT, w] = society.support
    rows[rec.PATRON_DEATHS_SUM, w] = society.cumulative_deaths
    rows[rec.LOG_LEVEL, w] = level
    rows[rec.LOG_LEVEL_START, w] = level
    rows[rec.SHIFT, w] = 0.0
    rows[rec.LOSSES, w] = society.losses_start
    for i in range(12):
        memory.control[i, w] = logit1(share)
        memory.deaths[i, w] = society.deaths_per_month
    for i in range(3):
        memory.losses[i, w] = society.losses_start
    start_clocks(field, mind, w)
    begin_record(field, mind, w)


@part
def leave(war: War, lanes: Lanes, results: Results, w: int, following: int, last: int, keys: np.ndarray,
          maps: np.ndarray) -> int:  # fmt: skip
    """Write the record of lane ``w`` and give the lane to the next future; returns 1 where there is none."""
    finish(war.ground, war.ends, lanes.field, lanes.mind, lanes.survey, results, war.months, w)
    if following < last:
        enter(war, lanes, w, following, keys, maps)
        return 0
    lanes.mind.stance[rec.ACTIVE, w] = 0
    lanes.mind.stance[rec.MONTH, w] = war.months - 1
    return 1


def run_lanes(
    width, eight, war: War, tables: Tables, lanes: Lanes, results: Results, keys: np.ndarray,
    maps: np.ndarray, first: int, last: int, reduced: int,
) -> int:  # fmt: skip
    """Run futures ``first`` to ``last`` (positions in ``keys``) to their end; returns how many were run.

    ``reduced`` = 1 replaces the ground by the players' picture of it (the kernel), for the adequacy check.
    """
    field, memory, mind, survey = lanes.field, lanes.memory, lanes.mind, lanes.survey
    count = min(field.rows.shape[1], last - first)
    following, active = first + count, count
    for w in range(field.rows.shape[1]):
        enter(war, lanes, w, first + min(w, count - 1), keys, maps)
        if w >= count:
            mind.stance[rec.ACTIVE, w] = 0
    while active > 0:
        for w in range(field.rows.shape[1]):
            while mind.stance[rec.ACTIVE, w] == 1:
                decide(eight, war.politics, tables, field, memory, mind, results.events, results.log, w)
                if mind.record[rec.COLLAPSE_MONTH, w] < 0.0:
                    break
                active -= leave(war, lanes, results, w, following, last, keys, maps)
                following += 1
            set_scene(war.stage, field, mind, w)
        if reduced == 1:
            drift(width, field)
        else:
            fight(width, war.ground, war.society, field, memory)
        for w in range(field.rows.shape[1]):
            if mind.stance[rec.ACTIVE, w] == 1:
                note_month(
                    war.ends, field, memory, mind, survey, results, war.months, war.politics.resolve_offset,
                    war.society.strength, w,
                )  # fmt: skip
                mind.stance[rec.MONTH, w] += 1
                if mind.stance[rec.MONTH, w] == war.months:
                    active -= leave(war, lanes, results, w, following, last, keys, maps)
                    following += 1
    return last - first


run_compiled = kernel(run_lanes)


def start_maps(war: War, keys: np.ndarray, width: int = WIDTH, interpreted: bool = False) -> np.ndarray:
    """First-day maps of many futures: float32 (future, 2 districts + 1), see ``start.fit_counts``."""
    n = len(war.ground.unit)
    maps = np.zeros((len(keys), 2 * n + 1), dtype=np.float32)
    field = arrays.lanes(n, len(war.ground.region_unit), width).field
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
    width: int = WIDTH,
    reduced: bool = False,
    interpreted: bool = False,
) -> Results:
    """All futures of one world.

    Parameters
    ----------
    keys : uint32 (future, 2) from ``streams.keys``.
    jobs : worker threads; they share the futures, not the lanes.
    kept : how many first futures keep their monthly path and quarterly map.
    told : how many first futures keep their event log.
    width : lanes side by side; any width gives the same bits.
    reduced : run the players' picture of the ground in place of the ground.
    interpreted : run the same text in plain Python and NumPy (the oracle; slow).
    """
    futures, n = len(keys), len(war.ground.unit)
    jobs = max(1, min(jobs, futures // 32 or 1))
    kept, told = min(kept, futures), min(told, futures)
    whole = arrays.results(futures, war.months, n, kept, told)
    maps = np.zeros((futures, 2 * n + 1), dtype=np.float32)
    edges = [futures * j // jobs for j in range(jobs + 1)]

    def work(j: int) -> Results:
        first, last = edges[j], edges[j + 1]
        own = arrays.results(0, war.months, 0, 0, 0)._replace(
            record=whole.record, path=whole.path, map=whole.map, log=whole.log
        )
        maps[first:last] = start_maps(war, keys[first:last], width, interpreted)
        run = run_lanes if interpreted else run_compiled
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            run(
                Width(width), EIGHT, war, tables, arrays.lanes(n, len(war.ground.region_unit), width), own, keys, maps,
                first, last, int(reduced),
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
