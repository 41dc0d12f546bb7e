"""A run as one xarray Dataset: every axis named, a unit on every variable, its origin in the attributes.

A future that an arm did not run, or that lives in a world that failed, is NaN, and ``status`` says why.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ripeness.ensemble.design import World
from ripeness.ensemble.files import UNFINISHED, locked, refusing
from ripeness.ensemble.quantiles import LEVELS, bin_edges, quantiles

if TYPE_CHECKING:
    import numpy as np
    import xarray

    from ripeness.ensemble.store import Run

STORE = "results.zarr"

# Columns of a record that are not months since the start.
UNITS = {
    "cohesion_end": "index 0-1",
    "legitimacy_end": "index 0-1",
    "strength_end": "thousand fighters",
    "regions_left": "regions",
    "centres_fallen_end": "share of district centres",
    "disputes_total": "elections",
    "killings_total": "events",
    "theta": "1 resolute, 0 irresolute",
    "mu_start": "probability",
    "collapse_r": "posture 0-3",
    "collapse_k": "commitment 0-2",
    "capital": "0 government, 1 insurgents, 2 nobody",
    "r": "posture 0-3",
    "k": "commitment 0-2",
    "n": "phase of talks 0-4",
    "chi": "insurgent share of power, -1 unsettled",
    "reneges": "count",
    "relapses": "count",
    "deaths_total": "deaths",
    "deaths_last12": "deaths",
    "deaths_patron": "deaths",
    "deaths_before": "deaths per month",
    "xbar_start": "logit",
    "xbar_end": "logit",
    "xbar_12": "logit",
    "partition": "1 yes, 0 no",
    "front_move": "share of population",
    "insurgent_population": "share of population",
    "capitals_insurgent": "share of provincial capitals",
    "cost": "years of the main force",
    "hazard_sum": "expected collapses",
    "contested_after": "months after the takeover, -1 where there was none",
}
MONTHS = "months from the start, -1 never"
COUNTED = "months"
EFFORTS = ("militias", "posts", "roads", "elites", "towns", "strongmen")
QUANTITY_UNITS = {
    "command_government": "share of districts",
    "command_insurgent": "share of districts",
    "command_held": "share of districts",
    "command_lost": "share of districts",
    "press_government": "share of districts",
    "press_insurgent": "share of districts",
    "log10_deaths": "log10 of (1 + deaths per month)",
    "belief": "probability",
    "insurgents_belief": "probability",
    "margin": "share of sole rule",
    "control_share": "share of population",
    "support": "share of the patron's public",
    "weariness": "share",
    "strength": "times the start's strength",
    "legitimacy": "index 0-1",
    "cohesion": "index 0-1",
    "surrendered": "share of garrisons and strongmen",
    "capitals_fallen": "share of provincial capitals",
    "centres_fallen": "share of district centres",
    "militia": "times the start's stock",
    "posts": "times the start's stock",
    "access": "probability",
    "local_accords": "share of districts",
    "sanctuary": "index 0-1",
    "recognition": "index 0-1",
    **{f"effort_{use}": "times the start's share" for use in EFFORTS},
}


def unit_of(column: str) -> str:
    """Unit of a column of the record."""
    if column in UNITS:
        return UNITS[column]
    if column.endswith(("_months", "_run")):
        return COUNTED
    return COUNTED if column == "months_run" else MONTHS


def dataset(run: Run) -> xarray.Dataset:
    """All results of a run.

    Returns
    -------
    Dataset with dims arm, world, future, month, state, event, quantity, bin, level, parameter, check; and kept,
    quarter, district, told, entry, log for the futures that keep their paths, maps and event logs.
    """
    import numpy as np
    import xarray as xr

    from ripeness.engine import record as rec
    from ripeness.ensemble.chunk import SOLVER
    from ripeness.strategy.events import NAMES as EVENTS

    arms, scenario = list(run.plan.arms), run.scenario
    names = [name for name, _, _ in rec.QUANTITIES]
    fans, fans_by_world = ("month", "quantity", "level"), quantiles(run.histogram_by_world()).astype(np.float32)
    kinds = [estimate.unit for estimate in scenario.parameters.values()]
    months = np.arange(np.datetime64(f"{scenario.first_month:%Y-%m}"), np.timedelta64(run.manifest["months"], "M"))
    by_arm = {
        field: np.stack([getattr(run, field)(arm) for arm in arms]) for field in ("states", "events", "histogram")
    }
    variables: dict[str, Any] = {
        "states": (("arm", "month", "state"), by_arm["states"], "futures"),
        "events": (("arm", "month", "event"), by_arm["events"], "events"),
        "histogram": (("arm", "month", "quantity", "bin"), by_arm["histogram"].astype(np.int32), "futures"),
        "quantile": (("arm", *fans), quantiles(by_arm["histogram"]).astype(np.float32), "as quantity_unit"),
        "quantile_by_world": (("world", *fans), fans_by_world, "as quantity_unit"),
        "parameter_value": (("world", "parameter"), _values(run.worlds, scenario.parameters), "as parameter_unit"),
        "attempts": (("world",), np.array([w.attempts for w in run.worlds]), "joint draws"),
        "status": (("arm", "world"), _status(run, arms), "empty, or why the world did not run"),
        "solver_check": (("arm", "world", "check"), _checks(run, arms), "1"),
        "path": (("kept", "month", "quantity"), run.paths, "as quantity_unit"),
        "map": (("kept", "quarter", "district"), run.maps, "control in 1/200, 255 once the government has fallen"),
        "event_log": (("told", "entry", "log"), run.logs, "see engine.record.LOG_COLUMNS"),
        **_records(run, arms),
    }
    edges = bin_edges()
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in variables.items()},
        coords={
            "arm": arms,
            "world": np.arange(run.plan.filled_worlds),
            "future": np.arange(run.plan.futures),
            "world_of": ("future", np.arange(run.plan.futures) % run.plan.worlds),
            "month": months.astype("datetime64[ns]"),
            "state": np.arange(rec.STATES),
            "event": list(EVENTS),
            "quantity": names,
            "quantity_unit": ("quantity", [QUANTITY_UNITS[name] for name in names]),
            "bin_low": (("quantity", "bin"), edges[:, :-1]),
            "bin_high": (("quantity", "bin"), edges[:, 1:]),
            "level": list(LEVELS),
            "parameter": list(scenario.parameters),
            "parameter_unit": ("parameter", kinds),
            "check": list(SOLVER),
            "kept_future": ("kept", run.kept),
            "told_future": ("told", run.told),
            "district": [district.id for district in scenario.districts],
        },
        attrs=attributes(run),
    )


def attributes(run: Run) -> dict[str, Any]:
    """What every export carries: hashes, seed, versions, prior set, start, checks and what it is not."""
    held = run.manifest
    plain = (
        "scenario", "title", "scenario_hash", "kernel_hash", "input_hash", "version", "seed", "futures", "worlds",
        "prior_set", "start", "collapse", "disclaimer",
    )  # fmt: skip
    nested = ("solver", "adequacy", "draws", "moves")
    return {key: held[key] for key in plain} | {key: json.dumps(held.get(key)) for key in nested}


def export(run: Run) -> Path:
    """Write ``results.zarr``: into a folder beside it first, then in its place.

    Returns
    -------
    Its path.
    """
    target = run.folder / STORE
    part = run.folder / (STORE + UNFINISHED)
    whole = dataset(run)
    with locked(run.folder), refusing(run.folder):
        shutil.rmtree(part, ignore_errors=True)
        try:
            whole.to_zarr(part, mode="w", zarr_format=2, consolidated=True)
            shutil.rmtree(target, ignore_errors=True)
            os.replace(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return target


def _records(run: Run, arms: list[str]) -> dict[str, Any]:
    """One variable a column, float32 (arm, future)."""
    import numpy as np

    from ripeness.engine.record import COLUMNS

    held = [(run.records(arm), run.futures(arm)) for arm in arms]
    variables = {}
    for c, column in enumerate(COLUMNS):
        values = np.full((len(arms), run.plan.futures), np.nan, dtype=np.float32)
        for a, (record, ids) in enumerate(held):
            values[a, ids] = record[:, c]
        variables[column] = (("arm", "future"), values, unit_of(column))
    return variables


def _values(worlds: tuple[World, ...], names: Iterable[str]) -> np.ndarray:
    import numpy as np

    return np.array([[world.values[name] for name in names] for world in worlds])


def _status(run: Run, arms: list[str]) -> np.ndarray:
    import numpy as np

    table = np.full((len(arms), run.plan.filled_worlds), "", dtype=object)
    for failure in run.failures:
        if failure.arm in arms:
            table[arms.index(failure.arm), failure.world] = failure.reason
    return table.astype(str)


def _checks(run: Run, arms: list[str]) -> np.ndarray:
    import numpy as np

    return np.stack([np.stack(list(run.solver(arm).values()), axis=-1) for arm in arms])
