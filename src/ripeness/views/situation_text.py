"""The day an explanation speaks of, and how the war is taken to stand on it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ripeness.analysis import dates
from ripeness.analysis.rounding import in_100, in_words, of_100

if TYPE_CHECKING:
    from ripeness.analysis.situation import Situation
    from ripeness.scenario.war import Scenario


def situation_line(scenario: Scenario, found: Situation) -> str:
    """When, and where the war stands then."""
    names = scenario.labels
    state = (
        f"{scenario.posture_labels[found.posture]}; {scenario.commitment_labels[found.commitment]}; "
        f"{scenario.talks_labels[found.talks]}"
    )
    if found.source == "start":
        return f"As of {found.date}."
    day = f"On the first day of {dates.in_words(found.date)}"
    if found.source == "carried":
        return (
            f"{day}, had nothing changed by then but the calendar ({state}). A stored run says where it would stand: "
            "--run DIR."
        )
    assert found.share is not None and found.fallen is not None and found.settled is not None
    assert found.control is not None and found.belief is not None and found.futures is not None
    believed = f" and {names['patron']} is given {in_words(in_100(found.belief))} chances in 100 to stay the course"
    return (
        f"{day}, where most of {found.futures:,} stored futures then stand: {state}. By then {names['government']} has "
        f"fallen in {in_words(in_100(found.fallen))} of 100 and a settlement is in force in "
        f"{in_words(in_100(found.settled))}; of the others {in_words(in_100(found.share))} of 100 stand there. Over "
        f"all that have not fallen {names['government']} holds {of_100(found.control, 'people')} on average"
        f"{believed if scenario.has_patron else ''}."
    )
