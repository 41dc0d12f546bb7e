"""Draws of a module's parameters given its evidence, with what made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Posterior:
    """Joint draws of one module.

    Parameters
    ----------
    module : its name, such as "territory"; also the name of the file the draws ship in.
    names : names of scenario parameters, one a column of ``draws``.
    draws : (draw, parameter), equally weighted, thinned to be nearly independent.
    priors : (draw, parameter), as many draws of the prior, for the identification table.
    diagnostics : plain numbers and texts that say whether the draws may be used, such as "r_hat", "ess", "acceptance".
    moved_by : statistic that moves a parameter most, by name of the parameter.
    chains : (chain, step, parameter), as sampled, where the sampler has chains; for diagnostics and plots.
    made_by : command, seed, hash of each set of rows used, the number of rows.
    """

    module: str
    names: tuple[str, ...]
    draws: np.ndarray
    priors: np.ndarray
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    moved_by: Mapping[str, str] = field(default_factory=dict)
    chains: np.ndarray | None = None
    made_by: Mapping[str, Any] = field(default_factory=dict)
