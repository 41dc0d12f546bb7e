"""What the evidence said about each parameter: prior and posterior side by side, and how much was learnt.

References
----------
Model 5.2.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from ripeness.calibration.posterior import Posterior

STRONG, WEAK = 0.5, 0.9  # ratio of sds below which a parameter is estimated, or weakly so


@dataclass(frozen=True)
class Learned:
    """One line of the table.

    Parameters
    ----------
    prior, posterior : 5 %, 50 % and 95 % points.
    prior_sd, posterior_sd : on the log scale where ``log`` says so.
    ratio : posterior over prior sd.
    gain : Kullback-Leibler divergence of the posterior from the prior in nats, both taken as normal on that scale.
    """

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    log: bool
    prior_sd: float
    posterior_sd: float
    ratio: float
    gain: float
    moved_by: str

    @property
    def status(self) -> str:
        """E: estimated; W: weakly; P: the prior drives it."""
        return "E" if self.ratio < STRONG else "W" if self.ratio < WEAK else "P"

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def learned(posterior: Posterior) -> tuple[Learned, ...]:
    """What each parameter of a module gained."""
    found = []
    for i, name in enumerate(posterior.names):
        before, after = posterior.priors[:, i], posterior.draws[:, i]
        log = bool((before > 0).all() and (after > 0).all())
        x, y = (np.log(before), np.log(after)) if log else (before, after)
        one, two = float(x.std()), float(y.std())
        shift = float(y.mean() - x.mean())
        gain = np.log(one / two) + (two * two + shift * shift) / (2.0 * one * one) - 0.5 if one and two else 0.0
        found.append(
            Learned(
                name,
                _range(before),
                _range(after),
                log,
                _short(one),
                _short(two),
                round(two / one, 3) if one else 1.0,
                round(float(max(gain, 0.0)), 3),
                posterior.moved_by.get(name, ""),
            )
        )
    return tuple(found)


def read_learned(header: Mapping[str, str]) -> tuple[Learned, ...]:
    """The lines a file of draws carries."""
    found = []
    for key, value in header.items():
        if key.startswith("learned."):
            body = json.loads(value)
            found.append(Learned(**{**body, "prior": tuple(body["prior"]), "posterior": tuple(body["posterior"])}))
    return tuple(found)


def _range(x: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = (_short(float(q)) for q in np.quantile(x, [0.05, 0.5, 0.95]))
    return low, middle, high


def _short(x: float) -> float:
    return float(f"{x:.4g}")
