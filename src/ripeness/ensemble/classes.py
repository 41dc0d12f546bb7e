"""The endings a future can have and the events on its way: codes, order and words.

Seven classes, some with sub-classes, and fourteen flags (model 3.11, 9.7). Words come from the war's own labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

CLASSES = ("O1", "O2", "O3", "O4", "O5", "O6", "O7")
DISPLAY = ("O2", "O7", "O5", "O6", "O3", "O1", "O4")  # from a settlement to the state's end; bar, dots and tables
SUBCLASSES = ("1a", "1b", "1c", "1d", "1e", "2a", "2b", "3", "4", "5a", "5b", "6a", "6b", "6c", "7a", "7b")
CLASS_OF = tuple(int(sub[0]) - 1 for sub in SUBCLASSES)  # position in CLASSES of each sub-class

FLAGS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14")
NOT_BUILT = ("F12",)  # the channel of each month's talks is not in the loop
# What says nothing where no patron takes part: endings told apart by its exit, and what it signs or withdraws.
OF_A_PATRON = frozenset({"1a", "1b", "1c", "1d", "1e", "2a", "2b", "7a", "7b", "F2", "F4", "F5", "F10", "F12"})


class Names(NamedTuple):
    """Words of a war for its endings and flags, by code."""

    classes: dict[str, str]
    subclasses: dict[str, str]
    flags: dict[str, str]


def names(scenario: Scenario, settled_by: str = "", left_by: str = "") -> Names:
    """Classes, sub-classes and flags in the war's own names.

    Parameters
    ----------
    settled_by, left_by : words of the dates of F1 and of F4 and F5, for instance "April 2019".
    """
    words = scenario.labels
    insurgent, government, patron = words["insurgents_adjective"], words["government"], words["patron"]
    insurgents = words["insurgents"]
    alone = f"{government} survives without {patron}" if scenario.has_patron else f"{government} holds, war goes on"
    still = f"Stalemate with {patron}" if scenario.has_patron else "Stalemate with foreign troops"
    classes = {
        "O1": f"{insurgent} takeover", "O2": "Negotiated settlement in force", "O3": "Partition", "O4": "Fragmentation",
        "O5": "Insurgency marginal", "O6": still, "O7": alone,
    }  # fmt: skip
    subclasses = {
        "1a": f"with {patron} still there", "1b": f"within six months of {patron} leaving",
        "1c": "after a decent interval of six months to three years", "1d": "more than three years after the exit",
        "1e": "the capital handed over by signed terms",
        "2a": f"with {patron}'s troops", "2b": "without foreign troops", "3": "Partition", "4": "Fragmentation",
        "5a": f"{insurgent} defeat", "5b": "low activity", "6a": "improving", "6b": "flat", "6c": "eroding",
        "7a": f"with {patron}'s money", "7b": "alone",
    }  # fmt: skip
    flags = {
        "F1": f"Settlement signed by {settled_by} that then holds", "F2": words["accord"],
        "F3": f"{words['intra_talks']} opened", "F4": f"Withdrawal ordered by {left_by}",
        "F5": f"Withdrawal complete by {left_by}", "F6": "National ceasefire of seven days or more",
        "F7": f"Local peace in a fifth of the contested {words['units']}", "F8": "Provincial capital lost",
        "F9": "Relapse into war after a settlement that held",
        "F10": f"Responsible exit: {government} stands three years after the last troops leave",
        "F11": "Missed bargain: the range stays open a year and nothing is signed",
        "F12": f"Talks as cover: six months of talks with {patron} that do not aim at a settlement",
        "F13": f"{insurgent} rule contested within three years", "F14": f"A splinter of {insurgents} fights on",
    }  # fmt: skip
    return Names(*({code: text[:1].upper() + text[1:] for code, text in group.items()}
                   for group in (classes, subclasses, flags)))  # fmt: skip
