"""Prior sets: the same guesses leaning against the argument, or for it.

One rule moves them all: a uniform draw ``u`` becomes the uniform whose normal score lies half a standard deviation
further on. Only what nobody has measured leans; measured quantities have one prior in every set. The leans are
joint, so the two outer sets are far out: they ask whether a conclusion survives, not how likely they are.

References
----------
Model 5.2, last paragraph.
"""

from __future__ import annotations

from statistics import NormalDist

SHIFT = 0.5  # standard deviations in normal score
PRIOR_SETS = {"reference": 0.0, "sceptical": -SHIFT, "favourable": SHIFT}

# +1: the higher, the stronger the state or the patron's will to stay; -1: the weaker.
STATE = {
    "government.cohesion": +1,
    "government.legitimacy": +1,
    "government.militia_oversight": +1,
    "government.pay": +1,
    "territory.advisory_scale": +1,
    "territory.posterior_gap": -1,
    "kernel.collapse_none": -1,
    "kernel.collapse_money": -1,
    "kernel.collapse_residual": -1,
    "kernel.collapse_main": -1,
}
PATRON = {
    "information.resolve_start": +1,
    "patron.resolute_share": +1,
    "patron.support": +1,
    "patron.cost_resolute": -1,
    "patron.cost_irresolute": -1,
    "patron.cost_burden": -1,
    "payoff.blame_memory": +1,
    "payoff.accord_resolute": -1,
    "payoff.accord_irresolute": -1,
}
LEANS = {**STATE, **PATRON}
_NORMAL = NormalDist()


def leaning(name: str, u: float, prior_set: str) -> float:
    """The uniform that stands for ``u`` under a prior set; ``u`` itself where the parameter does not lean."""
    shift = PRIOR_SETS[prior_set] * LEANS.get(name, 0)
    return _NORMAL.cdf(_NORMAL.inv_cdf(u) + shift) if shift else u
