"""Which guesses drive the headline: the two about beliefs on a grid, all others by rank."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import endings
from ripeness.analysis.words import mid_sentence
from ripeness.ensemble.classes import CLASSES
from ripeness.ensemble.shares import rank_correlation, tally, world_means
from ripeness.errors import SolverError

if TYPE_CHECKING:
    from ripeness.ensemble.design import World
    from ripeness.ensemble.store import Run

RESOLVE, OFFSET = "information.resolve_start", "information.resolve_offset"
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)  # of both priors
WORLDS, FUTURES = 8, 64
HEADLINES = ("O2", "O1")
UNCERTAIN = ("P", "W")
SHOWN, AT_LEAST = 6, 3  # guesses that are told from chance, and how many are shown where fewer are
LEAST_WORLDS = 8  # below, a rank says nothing


def grid(run: Run, outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Headlines over the belief at the start and the gap between what the two sides believe.

    The first worlds are run again with their first futures at every pair; chance is the same in all cells, so that
    cells differ by the guesses alone, and cells are moved together so that the same worlds with guesses of their own
    stand where the whole run stands. The true type is drawn with the belief at the start (the public is right on
    average), so that guess moves what happens and not only what is believed. Only the gap needs a new solution.

    Returns
    -------
    ``mu_0`` and ``delta_mu`` (5 and 95 % points and quartiles of their priors), ``metrics`` with
    ``share[i][j]``, ``futures`` a cell, ``worlds`` and ``noise``, the largest standard error of a cell.

    References
    ----------
    Model 9.2.
    """
    scenario = run.scenario
    starts, offsets = (
        [round(float(scenario.parameters[name].quantile(u)), 3) for u in LEVELS] for name in (RESOLVE, OFFSET)
    )
    solved = [world for world in run.worlds[:WORLDS] if world.index not in endings.failed(run)]
    tasks = [(world, offset) for world in solved for offset in offsets]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(lambda task: row(run, task[0], task[1], starts), tasks))
    counts = np.array(rows, dtype=float).reshape(len(solved), len(offsets), len(starts), len(HEADLINES) + 1)
    complete = np.flatnonzero((counts[..., -1] > 0).all(axis=(1, 2)))  # a world counts in every cell or in none
    counts, solved = counts[complete], [solved[i] for i in complete]
    total = counts.sum(axis=0)
    shares = (total[..., :-1] / np.maximum(total[..., -1:], 1.0)).transpose(2, 1, 0)
    own = own_shares(run, [world.index for world in solved])
    entry = {line["class"]: line for line in outcomes}
    return {
        "mu_0": starts,
        "delta_mu": offsets,
        "metrics": [
            {
                "metric": name, "label": entry[name]["label"], "base_rate": entry[name]["base_rate"],
                "share": centred(shares[h], own[h], entry[name]["share"]).round(4).tolist(),
            }
            for h, name in enumerate(HEADLINES)
            if len(counts)
        ],
        "worlds": len(counts),
        "futures": int(total[0, 0, -1]),
        "noise": round(0.5 / math.sqrt(max(float(total[0, 0, -1]), 1.0)), 4),
    }  # fmt: skip


def own_shares(run: Run, worlds: Sequence[int]) -> list[float]:
    """Shares of the headlines in the run itself, in the futures that the grid runs again."""
    code, world = endings.ended(run, "reference").code, run.world_of()
    first = [np.flatnonzero(world == index)[:FUTURES] for index in worlds]
    seen = code[np.concatenate(first)] if first else np.zeros(0)
    return [float((seen == CLASSES.index(name)).mean()) if len(seen) else 0.0 for name in HEADLINES]


def centred(shares: np.ndarray, own: float, whole: float) -> np.ndarray:
    """Shares moved by one step on the log-odds scale, the step that takes ``own`` to ``whole``.

    A share of 0 or 1 stays; nothing is moved where ``own`` or ``whole`` is one.
    """
    if not 0.0 < own < 1.0 or not 0.0 < whole < 1.0:
        return shares
    step = math.log(whole / (1.0 - whole)) - math.log(own / (1.0 - own))
    grown = shares * math.exp(step)
    return np.asarray(grown / (grown + 1.0 - shares))


def row(run: Run, world: World, offset: float, starts: Sequence[float]) -> list[list[int]]:
    """Counts of the headlines and of the futures of one world at one gap, for every belief at the start."""
    from ripeness.engine.loop import simulate
    from ripeness.engine.pack import pack
    from ripeness.engine.streams import keys
    from ripeness.ensemble.outcomes import classify
    from ripeness.ensemble.world import as_run, as_tables, solved

    scenario, plan = run.scenario, run.plan
    phases = scenario.structure["accord_phases"]
    try:
        world, opening = as_run(scenario, plan, world, {OFFSET: offset})
        held = as_tables(scenario, solved(scenario, world, "reference", phases))
    except SolverError:  # no solution to be trusted at this gap: nothing is counted
        return [[0] * (len(HEADLINES) + 1) for _ in starts]
    war, law = pack(scenario, world.values, world.key, phases), endings.law(run)
    chance = keys(plan.seed, np.arange(world.index, plan.futures, plan.worlds, dtype=np.int64)[:FUTURES])
    counts = []
    for start in starts:
        once = simulate(
            war._replace(politics=war.politics._replace(resolve_start=start)), held, chance, opening=opening
        )
        code = classify(once.record, law).code
        counts.append([*(int((code == CLASSES.index(name)).sum()) for name in HEADLINES), len(code)])
    return counts


def ranked(run: Run) -> list[dict[str, Any]]:
    """The guesses that move the headlines most over the worlds of the run, the two about beliefs always among them.

    Each is ranked by the larger of its rank correlations with the shares of a settlement and of a takeover. ``noise``
    is the standard error of a correlation where there is none, ``by_chance`` about how large the largest of so many
    would be by chance alone; a guess below that is not shown to matter.
    """
    scenario, found = run.scenario, endings.ended(run, "reference")
    worlds = [world for world in run.worlds if world.index not in endings.failed(run)]
    names = [name for name, e in scenario.parameters.items() if e.status in UNCERTAIN and not e.is_fixed]
    at = [world.index for world in worlds]
    shares = {
        name: world_means(*tally(found.code == CLASSES.index(name), run.world_of(), run.plan.filled_worlds))[at]
        for name in HEADLINES
    }
    noise = 1.0 / math.sqrt(max(len(worlds) - 1, 1))
    by_chance = min(noise * math.sqrt(2.0 * math.log(max(2 * len(names), 2))), 1.0)
    moves = {}
    for name in names if len(worlds) >= LEAST_WORLDS else ():
        values = np.array([world.values[name] for world in worlds])
        moves[name] = {headline: rank_correlation(values, shares[headline]) for headline in HEADLINES}
    order = sorted(moves, key=lambda name: -max(abs(r) for r in moves[name].values()))
    clear = [name for name in order if max(abs(r) for r in moves[name].values()) > by_chance][:SHOWN]
    chosen = clear if len(clear) >= AT_LEAST else order[:AT_LEAST]
    chosen = chosen + [name for name in (RESOLVE, OFFSET) if name not in chosen]
    return [guess(run, name, moves.get(name), len(worlds), noise, by_chance) for name in chosen]


def guess(
    run: Run, name: str, moves: dict[str, float] | None, worlds: int, noise: float, by_chance: float
) -> dict[str, Any]:  # fmt: skip
    """One guess with its reason and what it moves."""
    estimate = run.scenario.parameters[name]
    reason = estimate.reason or estimate.note or f"Source: {estimate.source}."
    said = "With so few worlds nothing can be said about what it moves."
    if moves is not None:
        labels = endings.words_of(run.scenario).classes
        parts = [f"{mid_sentence(labels[headline])} {r:+.2f}" for headline, r in moves.items()]
        strong = max(abs(r) for r in moves.values()) > by_chance
        said = (
            f"Rank correlation over {worlds} worlds with {' and '.join(parts)} (chance alone: {noise:.2f} either way, "
            f"{by_chance:.2f} for the largest of all). {'It matters.' if strong else 'Not told from chance.'}"
        )
    return {
        "parameter": name, "symbol": estimate.symbol, "status": estimate.status, "value": estimate.value,
        "low": estimate.low, "high": estimate.high, "why": f"{reason.rstrip('.')}. {said}".replace("−", "-"),
        "correlation": moves, "noise": noise, "by_chance": by_chance,
    }  # fmt: skip
