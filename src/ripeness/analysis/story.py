"""Single futures as dated stories: who decided what, what else was weighed, what changed hands, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ripeness.analysis import dates, endings, words
from ripeness.analysis.garrisons import capitals_of, counted, first_capitals, how_it_fell
from ripeness.analysis.ground import ground
from ripeness.analysis.happenings import Moment, happening, title
from ripeness.analysis.rounding import in_100, in_words, of_100
from ripeness.analysis.words import capital
from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASSES, SUBCLASSES
from ripeness.ensemble.outcomes import classify
from ripeness.ensemble.replay import Replay, replay, stored
from ripeness.strategy import events as ev

if TYPE_CHECKING:
    from ripeness.ensemble.store import Run
    from ripeness.scenario.war import Scenario

LONGEST = 10  # steps of a story, the ending among them
GROUND = 3  # of them about capitals, where few decisions leave the room
SHOWN_OPTIONS = 4
SHOWN_TOGETHER = 2  # options of each decision where several are told in one step
SLOWEST = 1e-3  # a year; rarer options were not weighed
SILENT = (ev.DECAY,)  # what nobody decides and nobody sees


def tell(run: Run, future: int | None = None, count: int = 3) -> list[dict[str, Any]]:
    """Futures as stories.

    Parameters
    ----------
    future : the one to tell; one that the run has not kept is simulated again, to the same bits.
    count : otherwise, how many; the most frequent endings are represented first.

    Returns
    -------
    One entry a story: ``future, world, class, subclass, label, title, steps``; a step has ``date, month, actor, text``
    and ``options`` (``label, per_year, chosen``) that those who decided could have taken instead.

    Raises
    ------
    SettingsError
        If the run has no such future.
    """
    if future is not None:
        return [story(run, stored(run, future) or replay(run, future))]
    return [story(run, stored(run, one) or replay(run, one)) for one in typical(run, count)]


def typical(run: Run, count: int) -> list[int]:
    """Told futures that stand for the most frequent endings.

    For each class, most frequent first, a told future of its most frequent sub-class with the middle number of
    events; after the last class, again from the first.
    """
    found, ids = endings.ended(run, "reference"), run.futures()
    place = {int(number): i for i, number in enumerate(ids)}
    told = [int(number) for number in run.told if int(number) in place]
    lengths = {int(n): int((~np.isnan(log[:, 1])).sum()) for n, log in zip(run.told, run.logs, strict=True)}
    frequency = np.bincount(found.sub, minlength=len(SUBCLASSES))
    classes = np.bincount(found.code, minlength=len(CLASSES))
    groups = []
    for code in np.argsort(-classes, kind="stable"):
        own = [n for n in told if found.code[place[n]] == code]
        middle = float(np.median([lengths[n] for n in own])) if own else 0.0
        order = sorted((-frequency[found.sub[place[n]]], abs(lengths[n] - middle), n) for n in own)
        groups.append([n for *_, n in order])
    chosen: list[int] = []
    for rank in range(max(map(len, groups), default=0)):
        chosen += [group[rank] for group in groups if rank < len(group)]
    return chosen[:count]


def story(run: Run, told: Replay) -> dict[str, Any]:
    """One future as a story."""
    scenario = run.scenario
    found = classify(told.record[None], endings.law(run))
    code, sub = CLASSES[int(found.code[0])], SUBCLASSES[int(found.sub[0])]
    names = endings.words_of(scenario)
    lines = [line for line in told.log if line[1] == line[1]]
    moments = moments_of(scenario, lines)
    steps = [decided(scenario, moment, line, told.record) for moment, line in zip(moments, lines, strict=True)
             if moment.event not in SILENT]  # fmt: skip
    steps += first_capitals(scenario, told.path)
    room = min(max(LONGEST - 1 - len(steps), 1), GROUND)
    steps += ground(scenario, told.map, [step["month"] for step in steps], room)
    steps.sort(key=lambda step: step["month"])  # decisions of a month before what the ground did in it
    how = names.subclasses[sub] if code not in ("O3", "O4") and endings.told(scenario, sub) else ""
    steps.append(ending(scenario, told, names.classes[code], how))
    return {
        "future": told.future, "world": told.world, "class": code, "subclass": sub, "label": names.classes[code],
        "title": title(scenario, code, sub, moments), "steps": shortened(steps),
    }  # fmt: skip


def shortened(steps: Sequence[dict[str, Any]], most: int = LONGEST) -> list[dict[str, Any]]:
    """At most so many steps: neighbours are told together, the shortest first, then the same actor's, then the nearest.

    The ending stays alone, and nothing that happened is left out.
    """
    groups = [[step] for step in steps]

    def cost(i: int) -> tuple[int, bool, int]:
        last, then = groups[i][-1], groups[i + 1][0]
        return len(groups[i]) + len(groups[i + 1]), last["actor"] != then["actor"], then["month"] - last["month"]

    while len(groups) > most:
        i = min(range(len(groups) - 2), key=cost)
        groups[i : i + 2] = [groups[i] + groups[i + 1]]
    return [together(group) for group in groups]


def together(group: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several steps as one, each later one with its own date."""
    first, *later = group
    if not later:
        return first
    actors = dict.fromkeys(step["actor"] for step in group)
    texts = [first["text"], *(f"{dates.in_words(step['date'])}: {step['text']}" for step in later)]
    return {
        **first, "actor": ", then ".join(actors).replace(", then The ", ", then the "), "text": " ".join(texts),
        "options": [option for step in group for option in step["options"][:SHOWN_TOGETHER]],
    }  # fmt: skip


def moments_of(scenario: Scenario, lines: Sequence[np.ndarray]) -> list[Moment]:
    """The events of a log with the stance before and after each."""
    before = (scenario.start["posture"], scenario.start["commitment"], scenario.start["talks"])
    found = []
    for line in lines:
        after = (int(line[3]), int(line[4]), int(line[5]))
        share = float(1.0 / (1.0 + np.exp(-line[9])))
        found.append(Moment(int(line[0]), int(line[1]), before, after, float(line[8]), share))
        before = after
    return found


def decided(scenario: Scenario, moment: Moment, line: np.ndarray, record: np.ndarray) -> dict[str, Any]:
    """One event: who, what, and the other steps that were open to them at what pace."""
    actor, text = happening(scenario, moment, record)
    return {
        "date": dates.month(scenario, moment.month), "month": moment.month, "actor": actor, "text": text,
        "options": options(scenario, moment, line),
    }  # fmt: skip


def options(scenario: Scenario, moment: Moment, line: np.ndarray) -> list[dict[str, Any]]:
    """What those who decided could do at that moment, the chosen step first, each with its pace."""
    rates = line[rec.LOG_HAZARDS :]
    parties = set(ev.ACTORS[moment.event].split("+"))
    if moment.event == ev.EXECUTION:
        parties = {"patron"}
    open_to = [
        event
        for event in (*range(ev.DECIDED), ev.EXECUTION)
        if rates[event] > SLOWEST and (event == moment.event or parties & set(ev.ACTORS[event].split("+")))
    ]
    if moment.event not in open_to or len(open_to) < 2:
        return []
    ordered = sorted(open_to, key=lambda event: (event != moment.event, -rates[event]))[:SHOWN_OPTIONS]
    return [
        {"label": words.act(ev.NAMES[event], scenario.labels), "per_year": round(float(rates[event]), 4),
         "chosen": event == moment.event}
        for event in ordered
    ]  # fmt: skip


def ending(scenario: Scenario, told: Replay, label: str, how: str) -> dict[str, Any]:
    """The last step: where it stands when the future is read."""
    at = dict(zip(rec.COLUMNS, told.record.tolist(), strict=True))
    names = scenario.labels
    month = scenario.months - 1 if at["collapse_month"] < 0 else int(at["collapse_month"])
    lost, fallen = int(counted(scenario, at["capitals_insurgent"])), at["collapse_month"] >= 0
    start = in_words(in_100(1.0 / (1.0 + np.exp(-at["xbar_start"]))))
    stood = f"When it fell, {names['government']} held" if fallen else f"{names['government']} holds"
    capitals = f" {capital(names['insurgents'])} hold {lost} of {capitals_of(scenario)} provincial capitals."
    disputed = int(at["disputes_total"])
    elections = f" {'An election was' if disputed == 1 else f'{disputed} elections were'} disputed." if disputed else ""
    manner, since = (f", {how[:1].lower() + how[1:]}" if how else ""), dates.in_words(dates.month(scenario, 0))
    text = (
        f"{label}{manner}. {stood} {of_100(1.0 - at['insurgent_population'], 'people')}, {start} at the start."
        f"{how_it_fell(scenario, told.record, told.path) if fallen else capitals}{elections} "
        f"{round(at['deaths_total'], -2):,.0f} people have died in the fighting since {since}."
    )
    return {"date": dates.month(scenario, month), "month": month, "actor": "", "text": text, "options": []}
