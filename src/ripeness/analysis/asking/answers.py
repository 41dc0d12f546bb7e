"""A question answered by counting futures: how many, of how many, between which bounds, and at the usual tempo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ripeness.analysis import endings
from ripeness.analysis.asking.truth import SERIES, Futures, leaves, truth, unbuilt
from ripeness.analysis.asking.wording import wording
from ripeness.ensemble.outcomes import classify
from ripeness.ensemble.quantiles import bin_edges
from ripeness.ensemble.shares import Given, share_given, tally, world_means
from ripeness.scenario import language as lang
from ripeness.scenario.questions import question

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.language import Claim, Question, Reading

BASE = "base_rate"


@dataclass(frozen=True)
class Answer:
    """What the futures of a run say to a question.

    Attributes
    ----------
    question, words : as asked, and as understood.
    count, of : futures in which it is so, of those that meet the condition and can tell.
    share, run_noise, parameters, structure : as in ``ensemble.shares``; None where the run cannot tell.
    untold : futures that meet the condition and did not record what is asked, in neither count.
    base_count, base_of, base_share : the same with every choice at its usual tempo.
    futures : how many were looked at.  notes : what a reader has to know.
    """

    question: str
    words: str
    label: str
    name: str
    count: int
    of: int
    share: float | None
    run_noise: tuple[float, float] | None
    parameters: tuple[float, float] | None
    structure: tuple[float, float] | None
    base_count: int | None
    base_of: int | None
    base_share: float | None
    untold: int
    futures: int
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Fields of machine output; ``base_rate`` is the share at the usual tempo."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__ if not name.startswith("base_")}
        base = {"base_rate": self.base_share, "base_count": self.base_count, "base_of": self.base_of}
        return {"name": fields.pop("name"), "label": fields.pop("label"), **fields, **base}


class Counted(NamedTuple):
    """A question counted over one arm."""

    given: Given
    of: np.ndarray  # (world,) share of a world's futures that meet the condition and can tell
    both: np.ndarray  # (world,) share of them in which it is so as well; NaN in both where the world did not run
    untold: int
    futures: int


def ask(run: Run, text: str, label: str = "", name: str = "") -> Answer:
    """Answer a question from a run's stored futures.

    Parameters
    ----------
    text : the question, in the language of ``scenario.language``.

    Raises
    ------
    QuestionError
        If it is not understood.

    References
    ----------
    Model 9.11 for the three kinds of uncertainty; 3.3 for the base rate (lambda = 0).
    """
    scenario = run.scenario
    asked = question(scenario, text)
    series = [leaf for leaf in _leaves(asked) if isinstance(leaf, lang.Reading)]
    lone = _lone_reading(asked)
    notes = []
    if lone is not None:
        arms = {arm: _from_histogram(run, lone, arm) for arm in _arms(run)}
        notes.append("Counted from the monthly tallies of all futures, to a two-hundredth of the series' span.")
    elif series:
        arms = {"reference": _counted(run, asked, "reference", run.kept)}
        notes.append(
            f"A series month by month exists only for the {arms['reference'].futures:,} futures that kept their paths, "
            "none of them at the usual tempo."
        )
    else:
        arms = {arm: _counted(run, asked, arm) for arm in _arms(run)}
    found, base = arms["reference"], arms.get(BASE)
    notes += _remarks(run, asked, found)
    given = found.given
    return Answer(
        question=asked.text, words=wording(asked, scenario), label=label, name=name,
        count=given.hits, of=given.of, share=given.share, run_noise=given.run_noise, parameters=given.parameters,
        structure=_rules(found, [arms[rule] for rule in endings.OTHER_RULES if rule in arms]),
        base_count=base.given.hits if base else None, base_of=base.given.of if base else None,
        base_share=base.given.share if base else None,
        untold=found.untold, futures=found.futures, notes=tuple(notes),
    )  # fmt: skip


def ask_all(run: Run) -> list[Answer]:
    """Answers to every question of the run's scenario, in the order of its file."""
    return [ask(run, entry.text, entry.label, name) for name, entry in run.scenario.questions.items()]


def _counted(run: Run, asked: Question, arm: str, only: np.ndarray | None = None) -> Counted:
    """Futures of an arm, or some of them with their paths, in which a question is so."""
    record, ids = run.records(arm), run.futures(arm)
    world = run.world_of(arm)
    path = None
    if only is not None:
        place = np.searchsorted(ids, only)
        record, world, path = record[place], world[place], run.paths
    elif arm == BASE:
        there = ~np.isin(world, list(endings.failed(run)))  # a world the reference lacks would tilt the comparison
        record, world = record[there], world[there]
    futures = Futures(record, classify(record, endings.law(run)), path)
    claim = truth(asked.claim, futures)
    meets = truth(asked.condition, futures) if asked.condition is not None else None
    met = meets.yes if meets is not None else np.ones(len(record), dtype=bool)
    told = claim.yes | claim.no
    lost = int((met & ~told).sum()) + (int((~meets.yes & ~meets.no).sum()) if meets is not None else 0)
    return _tallied(claim.yes, met & told, world, run.plan.filled_worlds, lost)


def _lone_reading(asked: Question) -> Reading | None:
    """The reading of one month that a question consists of: tallies of all futures answer it."""
    claim = asked.claim
    if asked.condition is None and isinstance(claim, lang.Reading) and claim.first == claim.last:
        return claim
    return None


def _from_histogram(run: Run, claim: Reading, arm: str) -> Counted:
    """One month's comparison over all futures of an arm, a bin that the bound cuts counted in proportion."""
    place = SERIES[claim.thing.name]
    bins = run.histogram_by_world(arm)[:, claim.first, place].astype(float)
    if arm == BASE:
        bins[list(endings.failed(run))] = 0.0
    edges = bin_edges()[place]
    bound = np.log10(claim.value + 1.0) if claim.thing.name == "deaths" else claim.value
    below = np.clip((bound - edges[:-1]) / (edges[1:] - edges[:-1]), 0.0, 1.0)
    part = below if claim.sign in ("<", "<=") else 1.0 - below
    of, count = bins.sum(axis=1).astype(int), np.round(bins @ part)
    yes = np.concatenate([np.arange(n) < c for n, c in zip(of, count, strict=True)])
    world = np.repeat(np.arange(len(of)), of)
    return _tallied(yes, np.ones(len(yes), dtype=bool), world, len(of), len(run.futures(arm)) - len(yes))


def _tallied(yes: np.ndarray, of: np.ndarray, world: np.ndarray, worlds: int, untold: int) -> Counted:
    both, futures = tally(yes & of, world, worlds)
    met, _ = tally(of, world, worlds)
    given = share_given(yes, of, world, worlds)
    return Counted(given, world_means(met, futures), world_means(both, futures), untold, len(world))


def _arms(run: Run) -> list[str]:
    return [arm for arm in ("reference", BASE, *endings.OTHER_RULES) if endings.has(run, arm)]


def _rules(found: Counted, others: Sequence[Counted]) -> tuple[float, float] | None:
    """Range of the share over the rules of the game, each compared over the worlds that both have."""
    if found.given.share is None:
        return None
    places = [found.given.share]
    for other in others:
        ran = ~np.isnan(found.of) & ~np.isnan(other.of)
        if found.of[ran].sum() > 0.0 and other.of[ran].sum() > 0.0:
            here, there = (c.both[ran].sum() / c.of[ran].sum() for c in (found, other))
            places.append(found.given.share + float(there - here))
    low, high = np.clip([min(places), max(places)], 0.0, 1.0)
    return (float(low), float(high)) if len(places) > 1 else None


def _remarks(run: Run, asked: Question, found: Counted) -> list[str]:
    notes = []
    if asked.empty_condition:
        notes.append("'given' with nothing behind it is no condition: all futures count.")
    if found.given.of == 0:
        what = "can tell" if asked.condition is None else "meets the condition and can tell"
        notes.append(f"No future {what}, so there is no share.")
    if found.untold:
        one = found.untold == 1
        notes.append(
            f"{found.untold:,} more future{'' if one else 's'} cannot tell and {'is' if one else 'are'} left out: "
            f"{_why_untold(run, asked)}."
        )
    for code in sorted({code for leaf in _leaves(asked) if (code := unbuilt(leaf))}):
        notes.append(f"The mechanism of {code} is not built yet.")
    if lost := len(endings.failed(run)):
        notes.append(
            f"{lost} of {run.plan.filled_worlds} worlds had no solution to be trusted and "
            f"{'is' if lost == 1 else 'are'} in no number."
        )
    return notes


def _why_untold(run: Run, asked: Question) -> str:
    reasons = []
    series = [leaf.thing.name for leaf in _leaves(asked) if isinstance(leaf, lang.Reading)]
    if series:
        reasons.append(f"{run.scenario.labels['government']} had fallen by then")
    if "margin" in series:
        reasons.append("a settlement had been signed, which ends the range")
    if any(isinstance(leaf, lang.Final) for leaf in _leaves(asked)):
        reasons.append("no signed terms were in force at the end")
    if any(map(unbuilt, _leaves(asked))):
        reasons.append("what is asked is not built")
    return ", or ".join(reasons)


def _leaves(asked: Question) -> list[Claim]:
    return [*leaves(asked.claim), *leaves(asked.condition)]


def as_csv(answers: Sequence[Answer]) -> str:
    """Answers as a table: one row a question, an interval in two columns, notes in one."""
    import csv
    import io

    rows = []
    for answer in answers:
        fields = answer.as_dict()
        for key in ("run_noise", "parameters", "structure"):
            low, high = fields.pop(key) or (None, None)
            fields |= {f"{key}_low": low, f"{key}_high": high}
        rows.append(fields | {"notes": " ".join(answer.notes)})
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
