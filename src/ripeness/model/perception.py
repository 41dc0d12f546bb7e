"""9.6, perceived control: what strongmen, fighters and leaders think they see, with propaganda on the lens.

The press reads the war darker than the command. How much of that gap people take over depends on how loud the
insurgents are; being loud also costs them respect among the public.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip


@part
def credence(base: float, propaganda: Any) -> Any:
    """Share of the press-command gap that is believed, 0-1; it grows with propaganda (1 at the start).

    References
    ----------
    Model 9.6: w, raised by pi_P.
    """
    return clip(propaganda * base, 0.0, 1.0)


@part
def perceived(log_odds: Any, gap: Any, belief: Any) -> Any:
    """National log-odds of government control as they are perceived: xbar - w b.

    Parameters
    ----------
    log_odds : (...,) true.  gap : (...,) how much darker the press reads.  belief : (...,) from :func:`credence`.

    References
    ----------
    Model 9.6; essay paragraphs 5 and 23, claims A16 and A88.
    """
    return log_odds - belief * gap


@part
def resentment(propaganda: Any, response: float) -> Any:
    """Legitimacy the insurgents' propaganda takes from the government, logit, relative to its usual intensity.

    References
    ----------
    Model 9.6: g_n pi_P.
    """
    return (propaganda - 1.0) * response
