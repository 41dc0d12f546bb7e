"""What acts, parties and ledger terms are called, in the war's own names.

The tables hold phrases as they stand inside a sentence; the functions make labels of them.
"""

from __future__ import annotations

from collections.abc import Mapping

# Filled from a scenario's labels; keys of the first are ``strategy.events.NAMES``.
ACTS: dict[str, str] = {
    "reduce": "reduce the force",
    "increase": "send more troops",
    "timeline": "announce a dated withdrawal",
    "cut": "cut off money and materiel",
    "conditional": "offer a conditional withdrawal",
    "cancel": "take back the announced withdrawal",
    "close_patron": "break off talks with {insurgents}",
    "accord": "sign a separate accord",
    "open": "open talks with {patron}",
    "close_insurgent": "break off talks with {patron}",
    "intra": "open {intra_talks}",
    "ceasefire": "agree on a ceasefire",
    "settle": "sign a settlement",
    "walk_insurgent": "walk out on {government}",
    "walk_government": "walk out on {insurgents}",
    "renege_insurgent": "break the settlement with {government}",
    "renege_government": "break the settlement with {insurgents}",
    "reform": "reform the government",
    "execution": "take home the next part of the force",
    "decay": "the cohesion of {government} decays",
    "collapse": "{government} collapses",
    "turnover": "a new leader takes office in {patron}",
}
PARTIES: dict[str, str] = {
    "insurgent": "{insurgents}",
    "government": "{government}",
    "patron": "{patron}",
    "patron_irresolute": "{patron} if it wants out",
    "patron_resolute": "{patron} if it means to stay",
    "nature": "",
}
TERMS: dict[str, str] = {
    "costs": "what peace saves both sides",
    "rents": "rents of office {government} would lose",
    "indivisibility": "issues that cannot be divided",
    "optimism": "{insurgents} expect more than {government} fears",
    "commitment": "terms that would not outlive {patron}'s exit",
    "guarantee": "price of breaking a settlement",
    "surplus": "what {insurgents} would win of the range",
    "side_deal": "settling with {patron} first",
}
# What stands in the way in the solved game; keys are ``strategy.game.WEDGES``.
WEDGES: dict[str, str] = {
    "rents": "rents of office {government} would lose",
    "indivisibility": "issues that cannot be divided, foreign troops among them",
    "optimism": "{insurgents} think {patron} and {government} weaker than others do",
    "commitment": "that a settlement can be broken",
    "guarantee": "what it costs to break one",
    "side_deal": "that {insurgents} can settle with {patron} alone",
}
SLACKS: dict[str, str] = {
    "range": "width of the range both would sign",
    "commitment": "slack of the same terms once {patron} has left",
    "sequencing": "gain from signing now over waiting for {patron} to leave",
}
# Where no troops are there to leave.
SLACKS_ALONE: dict[str, str] = {
    **SLACKS,
    "commitment": "slack of the same terms against breaking them",
    "sequencing": "gain from signing over fighting on",
}
CHANNELS: dict[str, str] = {
    "war": "the war itself",
    "legitimacy": "standing from talks",
    "settlement": "a settlement",
    "victory": "victory",
    "renege": "breaking a settlement",
}
# First words of labels that are not names; a war's own names keep their capital inside a sentence.
COMMON_HEADS = frozenset((
    "Negotiated", "Insurgency", "Insurgent", "Insurgents", "Stalemate", "Partition", "Takeover", "Fragmentation",
    "Regime", "Survival", "Settlement", "Marginal", "Government", "War",
))  # fmt: skip


def act(event: str, labels: Mapping[str, str]) -> str:
    """An event of the game as a label: "Sign a separate accord"."""
    return capital(phrase(ACTS, event, labels))


def term(name: str, labels: Mapping[str, str]) -> str:
    """A term of the ledger as a label."""
    return capital(phrase(TERMS, name, labels))


def wedge(name: str, labels: Mapping[str, str]) -> str:
    """One of the six wedges of the solved game as a label."""
    return capital(phrase(WEDGES, name, labels))


def slack(name: str, labels: Mapping[str, str], has_troops: bool = True) -> str:
    """One of the three slacks of the closed-form margin as a label."""
    return capital(phrase(SLACKS if has_troops else SLACKS_ALONE, name, labels))


def party(name: str, labels: Mapping[str, str]) -> str:
    """A party or several ("insurgent+government") in the war's names: "the Taliban and Kabul"."""
    return " and ".join(phrase(PARTIES, one, labels) for one in name.split("+"))


def phrase(table: Mapping[str, str], name: str, labels: Mapping[str, str]) -> str:
    """An entry of one of the tables above as it stands inside a sentence."""
    return table[name].format(**labels)


def mid_sentence(label: str) -> str:
    """A label inside a sentence; a name at its head keeps its capital."""
    return label if label.split(" ", 1)[0] not in COMMON_HEADS else label[0].lower() + label[1:]


def capital(text: str) -> str:
    """A phrase as a label or at the head of a sentence."""
    return text[:1].upper() + text[1:]
