"""9.7, what an agreement leaves open on the ground: those who will not have it fight on."""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part


@part
def deaths_left(calm: Any, splinter: Any) -> Any:
    """Factor on deaths under a ceasefire or settlement while part of the insurgency fights on.

    Parameters
    ----------
    calm : (...,) share of deaths that the agreement leaves, 1 at war.  splinter : (...,) share still fighting, 0-1.

    References
    ----------
    Model 9.7: a splinter keeps a share of L fighting; M2, f(n).
    """
    return calm + (1.0 - calm) * splinter
