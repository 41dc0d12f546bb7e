"""Tests and measures in words, in the war's own names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ripeness.scenario.measures import MEASURES

if TYPE_CHECKING:
    from ripeness.scenario.experiments import Experiment, Measured, Trial
    from ripeness.scenario.war import Scenario

PARTY_LABELS = {
    "insurgent": "{insurgents}", "government": "{government}", "patron_irresolute": "{patron}, wanting out",
    "patron_resolute": "{patron}, meaning to stay",
}  # fmt: skip


def test_words(war: Scenario, experiment: Experiment, trial: Trial) -> str:
    """What a test measures, where, against what."""
    if trial.text:
        return trial.text
    text = measure_words(war, trial)
    arm = experiment.arm(trial.arm).label
    if trial.other is None:
        return text if trial.arm == "reference" else f"{text}: {arm}"
    name, other = trial.other
    against = experiment.arm(name).label
    if other.measure != trial.measure:
        return f"{text} against {measure_words(war, other)}"
    if other.settings != trial.settings:
        return f"{text} against {_settings(war, other.settings)}" + ("" if name == trial.arm else f", {against}")
    return f"{text}: {arm} against {against}"


def measure_words(war: Scenario, what: Measured) -> str:
    """A measure with its settings."""
    entry = MEASURES[what.measure]
    settings = _settings(war, what.settings)
    return entry.meaning + (f" ({settings})" if settings else "")


def condition_words(trial: Trial) -> str:
    """From where on a test confirms."""
    if trial.compare == "ratio":
        parts = [("at least {:g} times", trial.up), ("at most one {:g}th", trial.down)]
    elif trial.compare == "relative":
        parts = [("up by {:g} % or more", _percent(trial.up)), ("down by {:g} % or more", _percent(trial.down))]
    else:
        parts = [("up by {:g} or more", trial.up), ("down by {:g} or more", trial.down)]
    parts += [("above {:g}", trial.above), ("below {:g}", trial.below)]
    return " and ".join(text.format(value) for text, value in parts if value is not None) or "shown beside"


def _percent(x: float | None) -> float | None:
    return None if x is None else 100.0 * x


def _settings(war: Scenario, settings: Mapping[str, Any]) -> str:
    parts = []
    for key, value in settings.items():
        if key == "at":
            state = (war.posture_labels[value.posture], war.commitment_labels[value.commitment],
                     war.talks_labels[value.talks])  # fmt: skip
            parts.append("at: " + ", ".join(state))
        elif key == "party":
            parts.append(PARTY_LABELS[value].format(**war.labels))
        elif key == "by":
            parts.append(f"by month {value}")
        elif key == "month":
            parts.append(f"month {value}")
        elif key == "within":
            parts.append(f"within {value} months")
        elif key == "channel":
            parts.append("through " + " and ".join(value))
        elif key == "value":
            parts.append(f"above {value:g}")
        elif key == "air":
            parts.append(f"air support {value:g}")
        else:
            parts.append(str(value).replace("_", " "))
    return "; ".join(parts)
