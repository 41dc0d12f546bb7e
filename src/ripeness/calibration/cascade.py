"""Module F: how garrisons and strongmen give up, from the clients whose patrons left before the information date.

The base of the cascade is anchored in every world on how long such clients held (decision 0011). Here these times only
rule out; what is new evidence is how fast a client fell once aid ended, and how fast its capitals went at the end. Each
draw is run by the engine on the war's own map, patron's troops gone on the first day, and weighed by how near it comes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ripeness.calibration.clients import Client
    from ripeness.calibration.posterior import Posterior
    from ripeness.engine.war import Results, War
    from ripeness.scenario.war import Scenario

NAME = "cascade"
LIBRARY = "afghanistan-2018"  # the built-in war whose history holds the clients
# The base is found, not drawn; no client tells of district centres, nor of courting, which stands still in a trial.
LEFT_OUT = ("cascade.base", "cascade.centre_cut", "cascade.courting")
DRAWS, QUICK_DRAWS = 400, 120
TRIALS, QUICK_TRIALS = 96, 48
HELD_MONTHS, AFTER_AID_MONTHS = 60, 36
CONTROL, COHESION = 0.5, 0.5  # log-odds and index of a client when its patron leaves (Appendix B)
CAPITALS = 0.04  # share of capitals lost when a client begins to unravel: two of 44
# How far a case may lie from the model, log scale: clients differ in more than is modelled.
HELD_SD, AFTER_AID_SD, UNRAVELLED_SD = 0.8, 0.6, 0.5
ROUND = 0.5  # months, half a step of the record, added on both sides of every logarithm
FEWEST = 20.0  # effective draws below which the result says that it must not be used


class Fall(NamedTuple):
    """What a draw makes of a client."""

    held: np.ndarray  # (trial,) months with money only; the longest looked at where it did not fall
    after_aid: np.ndarray  # (trial,) months without any support
    unravelled: np.ndarray  # (trial,) months from the first capitals to the collapse, nan where there was none


def sample(
    scenario: Scenario,
    *,
    seed: int,
    draws: int | None = None,
    known: list[Client] | None = None,
    quick: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Posterior:
    """Draws of the cascade's parameters given the clients known on the information date.

    Parameters
    ----------
    draws : worlds tried, and draws handed back.
    known : clients; those of the library unless given.

    References
    ----------
    Model 5.1 module F, M11, Appendix B; Wilkinson (2013): a kernel that stands for the error of the model makes the
    weights exact.
    """
    from ripeness.calibration.history_matching import MOST, implausibility, resampled
    from ripeness.calibration.posterior import Posterior

    cases, used = _known(scenario) if known is None else (known, {})
    count = draws or (QUICK_DRAWS if quick else DRAWS)
    names = parameters(scenario)
    made_by = {"command": f"ripeness calibrate {scenario.name} --only {NAME}", "seed": seed, **used}
    if not cases:
        prior = np.array([[_world(scenario, seed, i).values[name] for name in names] for i in range(count)])
        told = {"learnt": "nothing: no client's fall was public on the information date"}
        return Posterior(NAME, names, prior, prior, diagnostics=told, made_by=made_by)
    prior = np.empty((count, len(names)))
    logs = np.empty(count)
    medians = np.empty((count, 3))
    for i in range(count):
        world = _world(scenario, seed, i)
        prior[i] = [world.values[name] for name in names]
        fall = fallen(scenario, world.values, world.key, QUICK_TRIALS if quick else TRIALS)
        logs[i] = log_weight(fall, cases)
        medians[i] = [_middle(fall.held), _middle(fall.after_aid), _middle(fall.unravelled)]
        if progress is not None and (i + 1) % 20 == 0:
            progress((i + 1) / count)
    seen = np.array([np.mean([np.log(case.held + ROUND) for case in cases])])
    away = implausibility(np.log(medians[:, :1] + ROUND), seen, np.array([HELD_SD]))
    weights = np.where(away < MOST, np.exp(logs - logs.max()), 0.0)
    rng = np.random.default_rng([seed, zlib.crc32(NAME.encode())])
    chosen, ess = resampled(weights, count, rng)
    diagnostics = {
        "ess": ess,
        "usable": bool(ess >= FEWEST),
        "distinct": len(set(chosen.tolist())),
        "ruled_out": int(np.sum(away >= MOST)),
        "method": "history matching, then weights by a kernel of the model's error",
        "months_prior": [float(x) for x in np.nanmedian(medians, axis=0)],
        "months_posterior": [float(x) for x in np.nanmedian(medians[chosen], axis=0)],
    }
    return Posterior(
        NAME, names, prior[chosen], prior, diagnostics=diagnostics, moved_by=_moved_by(names, prior, medians),
        made_by=made_by,
    )  # fmt: skip


def parameters(scenario: Scenario) -> tuple[str, ...]:
    """Uncertain parameters of the cascade that a client's fall can tell of."""
    return tuple(
        name
        for name, estimate in scenario.parameters.items()
        if name.startswith("cascade.") and name not in LEFT_OUT and not estimate.is_fixed
    )


def fallen(scenario: Scenario, values: dict[str, float], key: tuple[int, int], trials: int) -> Fall:
    """A client's fall under one draw: the engine's trials, garrisons standing as they stood before.

    Parameters
    ----------
    trials : futures a question.

    References
    ----------
    Model 3.10: in a trial posture, talks and expectation stand still, and no game is needed.
    """
    from ripeness.engine import record as rec
    from ripeness.engine.pack import pack
    from ripeness.engine.trials import anchored_base

    war = pack(scenario, values, key)
    values = {**values, "cascade.base": anchored_base(war, values, key[0] << 31 | key[1])}
    war = pack(scenario, values, key)
    level = war.stage.level
    left = _run(war, 1, level[3], level[1], trials, HELD_MONTHS, key[0])
    cut = _run(war, 0, level[1], level[0], trials, AFTER_AID_MONTHS, key[0] + 1)
    ended = left.record[:, rec.COLLAPSE_MONTH]
    fallen_column = [name for name, _, _ in rec.QUANTITIES].index("capitals_fallen")
    began = _first_above(left.path[:, :, fallen_column], CAPITALS)
    return Fall(
        _months(ended, HELD_MONTHS),
        _months(cut.record[:, rec.COLLAPSE_MONTH], AFTER_AID_MONTHS),
        np.where((ended >= 0), np.maximum(ended - began, 0.0) + ROUND, np.nan),
    )


def log_weight(fall: Fall, cases: list[Client]) -> float:
    """Log of how near a draw comes to what is new in the cases: after the end of aid, and while unravelling."""
    total = 0.0
    for case in cases:
        if case.after_aid is not None:
            total += _log_kernel(fall.after_aid, case.after_aid, AFTER_AID_SD)
        if case.unravelled is not None:
            total += _log_kernel(fall.unravelled, case.unravelled, UNRAVELLED_SD)
    return total


def _log_kernel(simulated: np.ndarray, seen: float, sd: float) -> float:
    """Log of the mean normal density of what was seen around what was simulated; a floor where nothing was."""
    sound = simulated[~np.isnan(simulated)]
    z = (np.log(seen + ROUND) - np.log(sound + ROUND)) / sd
    density = np.exp(-0.5 * z**2).sum() / max(len(simulated), 1)
    return float(np.log(max(density, 1e-6)))


def _run(war: War, posture: int, begun: float, expected: float, trials: int, months: int, seed: int) -> Results:
    from ripeness.engine import streams
    from ripeness.engine.loop import TRIAL, simulate
    from ripeness.engine.trials import NO_TABLES, TRIAL_AXIS, column_of

    settings = np.tile([CONTROL, posture, 1.0, COHESION, expected, begun, 0.0], (trials, 1))
    policy = np.repeat(column_of(war.stage.policy, -1)[:, None], months, axis=1)
    stage = war.stage._replace(season=np.resize(war.stage.season, months), policy=policy)
    keys = streams.keys(seed ^ TRIAL_AXIS, np.arange(trials))
    war = war._replace(months=months, stage=stage)
    return simulate(war, NO_TABLES, keys, kept=trials, maps=False, mode=TRIAL, trial=settings)


def _months(ended: np.ndarray, longest: int) -> np.ndarray:
    return np.where(ended >= 0, ended + ROUND, float(longest))


def _first_above(path: np.ndarray, level: float) -> np.ndarray:
    """First month in which a quantity lies above a level; the last month of the path where it never does."""
    above = np.nan_to_num(path, nan=np.inf) > level
    return np.where(above.any(axis=1), above.argmax(axis=1), path.shape[1] - 1).astype(float)


def _middle(times: np.ndarray) -> float:
    sound = times[~np.isnan(times)]
    return float(np.median(sound)) if len(sound) else float("nan")


def _moved_by(names: tuple[str, ...], prior: np.ndarray, medians: np.ndarray) -> dict[str, str]:
    """Time that goes most with a parameter over the prior's draws, where the correlation is above a fifth."""
    found: dict[str, str] = {}
    for column, what in ((1, "months after the end of aid"), (2, "months of unravelling")):
        sound = np.isfinite(medians[:, column])
        for i, name in enumerate(names):
            if sound.sum() > 4 and medians[sound, column].std() > 0 and prior[sound, i].std() > 0:
                r = float(np.corrcoef(prior[sound, i], np.log(medians[sound, column] + ROUND))[0, 1])
                best = float(found[name].rsplit(" ", 1)[1].rstrip(")")) if name in found else 0.2
                if abs(r) > best:
                    found[name] = f"{what} (correlation {abs(r):.2f})"
    return found


def _known(scenario: Scenario) -> tuple[list[Client], dict[str, Any]]:
    import hashlib

    from ripeness.calibration.clients import clients
    from ripeness.scenario.load import load_scenario

    library = scenario if scenario.name == LIBRARY else load_scenario(LIBRARY)
    cases, rows = clients(library, scenario.information_date)
    text = "\n".join(f"{row.series},{row.period},{row.published},{row.source}" for row in rows)
    return cases, {
        "rows": {"clients": len(rows)},
        "hashes": {"clients": hashlib.sha256(text.encode()).hexdigest()[:16]},
    }


def _world(scenario: Scenario, seed: int, index: int) -> Any:
    from ripeness.ensemble.design import draw_world

    return draw_world(scenario, seed, index)
