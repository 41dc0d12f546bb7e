"""A run whose futures are drawn at random: every record is one that can be, and nothing is simulated."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ripeness.engine import record as rec
from ripeness.ensemble.design import Plan
from ripeness.scenario.load import load_scenario

NEVER_OFTEN = 0.4


class RandomRun:
    """What ``analysis.asking`` reads of a run."""

    def __init__(self, seed: int = 1, worlds: int = 6, each: int = 60, kept: int = 5) -> None:
        self.scenario = load_scenario("afghanistan-2018")
        self.plan = Plan(worlds=worlds, futures=worlds * each, kept=kept)
        self.folder, self.failures = "somewhere", ()
        self.manifest = {"scenario": "afghanistan-2018", "scenario_hash": self.scenario.hash}
        self._rng = np.random.default_rng(seed)
        self._records = {arm: self._record(self.plan.total(arm)) for arm in self.plan.arms}
        self.kept = np.arange(worlds * kept)
        self.paths = self._paths(self._records["reference"][: len(self.kept)])
        self._bins = {arm: self._histogram() for arm in self.plan.arms}

    def records(self, arm: str = "reference") -> np.ndarray:
        return self._records[arm]

    def futures(self, arm: str = "reference") -> np.ndarray:
        return np.arange(len(self._records[arm]))

    def world_of(self, arm: str = "reference") -> np.ndarray:
        return self.futures(arm) % self.plan.worlds

    def histogram_by_world(self, arm: str = "reference") -> np.ndarray:
        return self._bins[arm]

    def _record(self, count: int) -> np.ndarray:
        months, draw = self.scenario.months, self._rng
        row = np.zeros((count, len(rec.COLUMNS)), dtype=np.float32)
        dated = [c for c, name in enumerate(rec.COLUMNS) if name.endswith("_month") or name.startswith("first_")]
        for c in [*dated, rec.FIRST_CAPITAL_LOST, rec.SETTLED_SIGN]:
            month = draw.integers(0, months, count)
            row[:, c] = np.where(draw.random(count) < NEVER_OFTEN, -1, month)
        fell = row[:, rec.COLLAPSE_MONTH] >= 0
        row[:, rec.MONTHS_RUN] = np.where(fell, row[:, rec.COLLAPSE_MONTH] + 1, months)
        row[:, rec.CAPITAL] = np.where(fell, draw.integers(1, 3, count), 0)
        row[:, rec.R_END], row[:, rec.N_END] = draw.integers(0, 4, count), draw.integers(0, 5, count)
        row[:, rec.CHI_END] = np.where(row[:, rec.N_END] == 4, draw.random(count), -1.0)
        row[:, rec.DEATHS_TOTAL] = draw.integers(1_000, 200_000, count)
        row[:, rec.RENEGES] = draw.integers(0, 3, count)
        row[:, rec.INSURGENT_POPULATION] = draw.random(count)
        return row

    def _paths(self, record: np.ndarray) -> np.ndarray:
        months = self.scenario.months
        low = np.array([q[1] for q in rec.QUANTITIES])
        span = np.array([q[2] for q in rec.QUANTITIES]) - low
        path = low + span * self._rng.random((len(record), months, len(rec.QUANTITIES)))
        over = np.arange(months)[None, :] >= record[:, rec.MONTHS_RUN, None]
        path[over] = np.nan
        return path.astype(np.float32)

    def _histogram(self) -> np.ndarray:
        shape = self.plan.worlds, self.scenario.months, len(rec.QUANTITIES), rec.BINS
        return self._rng.integers(0, 3, shape)


def small() -> SimpleNamespace:
    """A run and the futures of its reference arm as claims see them."""
    from ripeness.analysis import endings
    from ripeness.analysis.asking.truth import Futures
    from ripeness.ensemble.outcomes import classify

    run = RandomRun()
    record = run.records()[: len(run.kept)]
    return SimpleNamespace(run=run, futures=Futures(record, classify(record, endings.law(run)), run.paths))
