"""The war's own words, with a neutral one for every word a scenario leaves out."""

from __future__ import annotations

from typing import Any

from ripeness.scenario.schema import Head

# What faces print when a scenario has no word of its own.
NEUTRAL: dict[str, str] = {
    "insurgent": "insurgents",
    "government": "government",
    "patron": "patron",
    "envoy": "the envoy",
    "office": "the insurgents' office",
    "leadership": "the insurgent leadership",
    "national_capital": "the capital",
    "highway": "the main road",
    "strongman": "strongman",
    "strongmen": "strongmen",
    "militia": "local militias",
    "outposts": "isolated posts",
    "base": "the insurgents' base",
    "settlement": "political settlement",
    "truce": "truce",
    "season": "fighting season",
    "command": "military assessment",
    "press": "press assessment",
    "country": "the country",
    "unit": "district",
    "units": "districts",
    "neighbour": "the neighbour",
}
POSTURES = ("no support", "money and materiel", "residual force", "main force")
COMMITMENTS = ("no commitment to leave", "dated withdrawal", "conditional offer of withdrawal")


def labels_of(head: Head) -> dict[str, Any]:
    """``labels`` and the words of posture, commitment and talks, complete."""
    words = {**NEUTRAL, **head.labels}
    insurgent, government, patron = words["insurgent"], words["government"], words["patron"]
    derived = {
        "insurgents": insurgent,
        "insurgents_adjective": insurgent,
        "government_adjective": government,
        "patron_adjective": patron,
        "accord": f"accord of {patron} and {insurgent}",
        "intra_talks": f"talks between {government} and {insurgent}",
    }
    talks = (
        "no talks",
        f"{patron} and {insurgent}",
        f"{government} and {insurgent}",
        "talks under a ceasefire",
        f"{words['settlement']} signed",
    )
    return {
        "labels": {**derived, **words},
        "posture_labels": head.posture_labels or POSTURES,
        "commitment_labels": head.commitment_labels or COMMITMENTS,
        "talks_labels": head.talks_labels or talks,
    }
