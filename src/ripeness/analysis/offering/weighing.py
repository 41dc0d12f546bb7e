"""A draft accord weighed: gains of all, who would not sign, which wedge is at work, the smallest change that helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.analysis import words
from ripeness.analysis.offering.change import smallest
from ripeness.analysis.offering.gains import PARTIES, Desk, Gains, by_bloc
from ripeness.analysis.offering.signing import Text, idle, reckoned, text_of, wordings
from ripeness.errors import SettingsError, SolverError
from ripeness.scenario.offers import FIELDS, POWER_SHARE, Offer, Offers
from ripeness.strategy.game import WEDGES

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

SCHEMA_VERSION = 1
MOST_WORLDS = 1000


@dataclass(frozen=True)
class PartyGain:
    """What signing is worth to one party."""

    party: str
    label: str
    gain: float  # insurgents and government in shares of sole rule, the patron in units of blame for a collapse
    signs: bool  # whether the text needs this signature
    gains_in: float | None  # share of the worlds looked at in which it gains; None where none were


@dataclass(frozen=True)
class Wedge:
    """What keeps one party from gaining: the wedge whose absence would help it most."""

    party: str
    wedge: str
    label: str
    gain: float  # without the wedge, in both games
    turns: bool  # whether the party would then gain


@dataclass(frozen=True)
class Remedy:
    """A change of the text."""

    changes: tuple[tuple[str, str, str], ...]  # field, from what, to what, in words
    steps: int
    opens: bool  # nobody loses after it
    gains: tuple[PartyGain, ...]
    share: float | None
    looked_at: int
    left_out: int


class Weighing(NamedTuple):
    """An offer weighed."""

    scenario: Scenario
    offer: Offer
    prior_set: str
    fields: tuple[tuple[str, str, str], ...]  # name, label, wording
    leads_to: str
    share: float | None
    share_is_open: bool
    between: tuple[float, float] | None
    gains: tuple[PartyGain, ...]
    blocs: dict[str, float]
    wedges: tuple[Wedge, ...]
    idle: tuple[tuple[str, str], ...]  # label of the field, why it does nothing
    remedy: Remedy | None  # None where nobody loses
    worlds: int  # looked at for ``gains_in``
    refused: int  # of them without a solution to be trusted

    @property
    def blocks(self) -> tuple[PartyGain, ...]:
        """Parties whose signature is needed and who lose by giving it."""
        return tuple(one for one in self.gains if one.signs and one.gain < 0.0)

    @property
    def unasked(self) -> tuple[PartyGain, ...]:
        """Parties that lose and are not asked."""
        return tuple(one for one in self.gains if not one.signs and one.gain < 0.0)

    def as_dict(self) -> dict[str, Any]:
        """The fields of ``offer --json``, without what every object carries."""
        return {
            "offer": self.offer.label,
            "fields": [{"field": f, "label": label, "wording": said} for f, label, said in self.fields],
            "leads_to": self.leads_to,
            "power_share": self.share,
            "power_share_open": self.share_is_open,
            "acceptable_shares": None if self.between is None else list(self.between),
            "gains": [vars(one) for one in self.gains],
            "blocs": [{"bloc": bloc, "gain": gain} for bloc, gain in self.blocs.items()],
            "blocks": [one.party for one in self.blocks],
            "unasked": [one.party for one in self.unasked],
            "wedges": [vars(one) for one in self.wedges],
            "without_effect": [{"field": field, "why": why} for field, why in self.idle],
            "change": None if self.remedy is None else _remedy_dict(self.remedy),
            "worlds": self.worlds,
            "refused": self.refused,
            "grid": "coarse",
        }


def weigh(
    scenario: Scenario, offer: Offer, *, prior_set: str = "reference", worlds: int = 0, seed: int = 1
) -> Weighing:
    """What a draft accord is worth to everybody at the start of a war.

    Parameters
    ----------
    offer : from ``scenario.offers.find_offer``.
    prior_set : all numbers stand at the medians of this set.
    worlds : draws of the uncertain numbers in which the gains are looked at again; 0 for none.

    Raises
    ------
    SettingsError, SolverError

    References
    ----------
    Model 0.2 (wedges), 3.1-3.4 (values), 3.7 (blocs).
    """
    from ripeness.ensemble.design import Plan

    Plan(prior_set=prior_set, seed=seed)  # refuses bad settings
    offers = scenario.offers
    assert offers is not None
    if not 0 <= worlds <= MOST_WORLDS:
        raise SettingsError(f"{worlds} worlds cannot be looked at", f"Give 0 to {MOST_WORLDS}.")
    desk, text = Desk(scenario, prior_set), text_of(offer)
    desk.prepare([((), ()), (reckoned(scenario, text), ())], channels=True)
    found = desk.gains(text)
    often, refused = _over_worlds(scenario, text, prior_set, worlds, seed)
    own = parties(scenario, found, often)
    losing = [one.party for one in own if one.gain < 0.0]
    return Weighing(
        scenario=scenario, offer=offer, prior_set=prior_set,
        fields=tuple(_said(offers, text)),
        leads_to=leads_to(scenario, found), share=found.share, share_is_open=text.share is None,
        between=found.between(), gains=own, blocs=by_bloc(desk, text, found),
        wedges=tuple(wedges(desk, text, found, losing)),
        idle=tuple((_label(offers, field), why) for field, why in idle(scenario, text, found.state)),
        remedy=remedy(desk, text) if losing else None,
        worlds=worlds, refused=refused,
    )  # fmt: skip


def parties(scenario: Scenario, found: Gains, often: dict[str, float] | None = None) -> tuple[PartyGain, ...]:
    """Gains with names; a patron that does not take part has none."""
    rows = []
    for party, gain in zip(PARTIES, found.gains.tolist(), strict=True):
        role = party.partition("_")[0]
        if role == "patron" and not scenario.has_patron:
            continue
        label = words.capital(words.party(party, scenario.labels))
        rows.append(PartyGain(party, label, gain, role in found.state.signed_by, (often or {}).get(party)))
    return tuple(rows)


def wedges(desk: Desk, text: Text, found: Gains, losing: list[str]) -> list[Wedge]:
    """For each party that loses, the wedge whose absence raises its gain most; none where none raises it."""
    if not losing:
        return []
    pulls = reckoned(desk.scenario, text)
    desk.prepare((game, (wedge,)) for wedge in WEDGES for game in ((), pulls))
    without = {}
    for wedge in WEDGES:
        try:
            without[wedge] = desk.gains(text, (wedge,)).gains
        except SolverError:
            continue
    best = []
    for party in losing:
        place = PARTIES.index(party)
        if not without:
            continue
        name = max(without, key=lambda wedge: without[wedge][place])
        gain = float(without[name][place])
        if gain > found.gains[place] + 1e-9:
            label = words.phrase(words.TERMS, name, desk.scenario.labels)
            best.append(Wedge(party, name, label, gain, gain >= 0.0))
    return best


def remedy(desk: Desk, text: Text) -> Remedy | None:
    """The smallest change after which nobody loses, or the one that comes nearest."""
    offers = desk.scenario.offers
    assert offers is not None
    found = smallest(desk, text)
    if found.change is None or found.gains is None:
        return None
    before, after = dict(_values(offers, text)), dict(_values(offers, found.change.text))
    changes = tuple((_label(offers, field), before[field], after[field]) for field in found.change.fields)
    return Remedy(
        changes, found.change.steps, found.opens, parties(desk.scenario, found.gains), found.gains.share,
        found.looked_at, found.left_out,
    )  # fmt: skip


def leads_to(scenario: Scenario, found: Gains) -> str:
    """The state after signing, in the war's own words."""
    state = found.state
    posture = scenario.posture_labels[state.posture]
    talks = scenario.talks_labels[state.talks]
    told = f"talks of {talks}" if state.talks in (1, 2) else talks
    if scenario.has_patron:
        told += f"; {scenario.labels['patron']}: {posture}"
        if state.commitment:
            told += f", {scenario.commitment_labels[state.commitment]}"
    return told


def _over_worlds(
    scenario: Scenario, text: Text, prior_set: str, worlds: int, seed: int
) -> tuple[dict[str, float] | None, int]:
    """How often each party gains over draws of the uncertain numbers, and how many draws had no solution."""
    import os
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    def one(world: int) -> np.ndarray | None:
        try:
            return Desk(scenario, prior_set, world, seed).gains(text).gains
        except SolverError:
            return None

    if worlds == 0:
        return None, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        seen = list(pool.map(one, range(worlds)))
    held = [gains for gains in seen if gains is not None]
    if not held:
        return None, worlds
    often = (np.stack(held) >= 0.0).mean(axis=0)
    return dict(zip(PARTIES, often.tolist(), strict=True)), worlds - len(held)


def _label(offers: Offers, field: str) -> str:
    return str(getattr(offers.fields, field).label)


def _values(offers: Offers, text: Text) -> list[tuple[str, str]]:
    """What each field says, in words, in the order of the eight."""
    said = [(name, wording.label) for name, wording in wordings(offers, text).items()]
    share = "left open" if text.share is None else f"{100.0 * text.share:.0f} in 100"
    place = FIELDS.index("prisoners")
    return [*said[:place], (POWER_SHARE, share), *said[place:]]


def _said(offers: Offers, text: Text) -> list[tuple[str, str, str]]:
    return [(name, _label(offers, name), value) for name, value in _values(offers, text)]


def _remedy_dict(found: Remedy) -> dict[str, Any]:
    return {
        "changes": [{"field": field, "from": before, "to": after} for field, before, after in found.changes],
        "steps": found.steps, "opens": found.opens, "gains": [vars(one) for one in found.gains],
        "power_share": found.share, "looked_at": found.looked_at, "left_out": found.left_out,
    }  # fmt: skip
