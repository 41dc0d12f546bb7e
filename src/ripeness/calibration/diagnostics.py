"""Whether chains may be used: R-hat and effective sample size, by ArviZ."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ripeness.errors import CalibrationError

WORST_R_HAT = 1.05


def diagnostics(module: str, names: Sequence[str], chains: np.ndarray, *, strict: bool = True) -> dict[str, Any]:
    """R-hat (rank-normalised, worst), bulk and tail effective sample size (least), and both by parameter.

    Parameters
    ----------
    chains : (chain, step, parameter).
    strict : refuse chains that have not met.

    Raises
    ------
    CalibrationError
        If R-hat of any parameter is above 1.05, or ArviZ is not installed.

    References
    ----------
    Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import arviz
        except ImportError as error:
            raise CalibrationError(
                "calibration needs ArviZ for its diagnostics", 'Install it: pip install "ripeness[calibration]".'
            ) from error
        r_hat = [float(arviz.rhat(chains[:, :, i])) for i in range(len(names))]
        bulk = [float(arviz.ess(chains[:, :, i])) for i in range(len(names))]
        tail = [float(arviz.ess(chains[:, :, i], method="tail")) for i in range(len(names))]
    worst = int(np.argmax(np.nan_to_num(r_hat, nan=np.inf)))
    if strict and not r_hat[worst] <= WORST_R_HAT:
        raise CalibrationError(
            f"{module}: the chains of {names[worst]} have not met (R-hat {r_hat[worst]:.3f}, allowed {WORST_R_HAT})",
            "Run without --quick; if it stays, the evidence leaves two readings open and the module must say which.",
        )
    return {
        "r_hat": round(r_hat[worst], 4), "ess": round(min(bulk)), "ess_tail": round(min(tail)),
        "by_parameter": {
            name: {"r_hat": round(r_hat[i], 4), "ess": round(bulk[i])} for i, name in enumerate(names)
        },
    }  # fmt: skip
