"""A number with its range: what we think it is, how sure we are, where that comes from.

An estimate knows its inverse distribution function, so that a world's draw is a uniform number put through it:
the same uniform gives comparable values before and after a prior is changed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["fixed", "triangular", "lognormal", "normal", "beta", "gamma"]
Status = Literal["E", "W", "P", "F"]

# How sure: estimable from data at hand, weakly so, driven by the prior, fixed by convention.
STATUSES: dict[str, str] = {"E": "estimable", "W": "weakly estimable", "P": "prior-driven", "F": "fixed"}
OUTER = 0.05  # shown range of a distribution without ends: its 5 and 95 % points
_STANDARD = NormalDist()


@dataclass(frozen=True)
class Estimate:
    """One parameter of a war.

    Parameters
    ----------
    kind, args : fixed (value); triangular (low, mode, high); lognormal (median, log sd); normal (mean, sd);
        beta (a, b); gamma (shape, rate).
    min, max : ends at which the distribution is cut off, or None.
    unit, symbol, status, source, reason, as_of, note : what stands beside it in the file.
    file, line : where it is written down.
    """

    name: str
    kind: Kind
    args: tuple[float, ...]
    unit: str
    source: str
    symbol: str = ""
    status: Status = "P"
    reason: str = ""
    as_of: date | None = None
    note: str = ""
    min: float | None = None
    max: float | None = None
    file: str = ""
    line: int = 0

    @cached_property
    def value(self) -> float:
        """Central value: what is written down, or the median."""
        if self.kind == "triangular":
            return self.args[1]
        if self.kind in {"fixed", "normal", "lognormal"} and self.min is None and self.max is None:
            return self.args[0]
        return float(self.quantile(0.5))

    @cached_property
    def low(self) -> float:
        """Lower end of the range: the one written down, or the 5 % point."""
        return self.args[0] if self.kind in {"fixed", "triangular"} else float(self.quantile(OUTER))

    @cached_property
    def high(self) -> float:
        """Upper end of the range: the one written down, or the 95 % point."""
        return self.args[-1] if self.kind in {"fixed", "triangular"} else float(self.quantile(1.0 - OUTER))

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value that can be drawn."""
        if self.kind in {"fixed", "triangular"}:
            low, high = self.args[0], self.args[-1]
        elif self.kind == "normal":
            low, high = -math.inf, math.inf
        else:
            low, high = 0.0, (1.0 if self.kind == "beta" else math.inf)
        return (
            low if self.min is None else max(low, self.min),
            high if self.max is None else min(high, self.max),
        )

    @property
    def is_fixed(self) -> bool:
        """Whether every world has the same value."""
        return self.kind == "fixed"

    @overload
    def quantile(self, u: float) -> float: ...
    @overload
    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]: ...
    def quantile(self, u: Any) -> Any:
        """Inverse distribution function.

        Parameters
        ----------
        u : float or (...,) float64, probabilities in (0, 1).

        Returns
        -------
        Same shape as ``u``, in the estimate's unit. Never falls in ``u``; within ``support``.

        References
        ----------
        Inversion of the regularised incomplete beta and gamma functions by scipy.special.
        """
        if self.kind == "fixed":
            return u * 0.0 + self.args[0]
        cut_low, cut_high = self._cut
        return self._bounded(self._inverse(cut_low + u * (cut_high - cut_low)))

    @cached_property
    def _cut(self) -> tuple[float, float]:
        """Probabilities of the uncut distribution below ``min`` and below ``max``."""
        low = 0.0 if self.min is None else self._below(self.min)
        high = 1.0 if self.max is None else self._below(self.max)
        return low, high

    def below(self, x: float) -> float:
        """Distribution function: the probability ``u`` with ``quantile(u) == x``; 0 or 1 outside the support."""
        if self.kind == "fixed":
            return float(x >= self.args[0])
        low, high = self._cut
        return min(max((self._below(x) - low) / (high - low), 0.0), 1.0)

    @property
    def mass(self) -> float:
        """Probability of the uncut distribution that the ends leave over."""
        if self.kind == "fixed":
            low, high = self.support
            return 1.0 if low <= high else 0.0
        low, high = self._cut
        return high - low

    def _bounded(self, x: Any) -> Any:
        low, high = self.support
        if isinstance(x, float):
            return min(max(x, low), high)
        import numpy as np

        return np.clip(x, low, high)

    def _inverse(self, p: Any) -> Any:
        if self.kind == "triangular":
            return _triangular_inverse(p, *self.args)
        from scipy import special

        one, two = self.args
        if self.kind == "normal":
            x = one + two * special.ndtri(p)
        elif self.kind == "lognormal":
            import numpy as np

            x = one * np.exp(two * special.ndtri(p))
        elif self.kind == "beta":
            x = special.betaincinv(one, two, p)
        else:
            x = special.gammaincinv(one, p) / two
        return float(x) if isinstance(p, float) else x

    def _below(self, x: float) -> float:
        one, two = self.args[0], self.args[-1]
        if self.kind == "triangular":
            return _triangular_below(x, *self.args)
        if self.kind == "normal":
            return _STANDARD.cdf((x - one) / two)
        if self.kind == "lognormal":
            return _STANDARD.cdf(math.log(x / one) / two) if x > 0 else 0.0
        from scipy import special

        if self.kind == "beta":
            return float(special.betainc(one, two, min(max(x, 0.0), 1.0)))
        return float(special.gammainc(one, max(x, 0.0) * two))

    def described(self) -> str:
        """The distribution in a few characters: `LN(0.8, 0.6)`, `0.51 [0.4, 0.62]`."""
        numbers = [f"{x:g}" for x in self.args]
        if self.kind == "fixed":
            return numbers[0]
        if self.kind == "triangular":
            text = f"{numbers[1]} [{numbers[0]}, {numbers[2]}]"
        else:
            letter = {"lognormal": "LN", "normal": "N", "beta": "Be", "gamma": "Ga"}[self.kind]
            text = f"{letter}({', '.join(numbers)})"
        ends = [f"{sign} {end:g}" for sign, end in (("≥", self.min), ("≤", self.max)) if end is not None]
        return f"{text} {' '.join(ends)}".strip()

    def fixed_at(self, value: float, source: str, reason: str) -> Estimate:
        """The same parameter with one value in every world."""
        return replace(self, kind="fixed", args=(float(value),), min=None, max=None, source=source, reason=reason)


def _triangular_inverse(p: Any, low: float, mode: float, high: float) -> Any:
    width = high - low
    if width == 0.0:
        return p * 0.0 + low
    knee = (mode - low) / width
    if isinstance(p, float):
        if p <= knee:
            return low + math.sqrt(max(p, 0.0) * width * (mode - low))
        return high - math.sqrt(max(1.0 - p, 0.0) * width * (high - mode))
    import numpy as np

    rising = low + np.sqrt(np.maximum(p, 0.0) * width * (mode - low))
    falling = high - np.sqrt(np.maximum(1.0 - p, 0.0) * width * (high - mode))
    return np.where(p <= knee, rising, falling)


def _triangular_below(x: float, low: float, mode: float, high: float) -> float:
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    if x <= mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))
