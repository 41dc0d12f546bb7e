"""The same war begun on another day: what the history had published by then takes the place of what it can replace.

Only rows that a likelihood may use set a number; a row recalled from memory may say whether talks ran, and is called
recalled. What no row speaks to stays as it stood on the scenario's own day, and is listed as kept. A war past its first
separate accord, exit or settlement is another game, so no start lies there.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import NormalDist

from ripeness.errors import SettingsError
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.observations import is_evidence
from ripeness.scenario.schema import Calendar
from ripeness.scenario.tables import Observation
from ripeness.scenario.war import Move, Scenario

# Readings that say how control stood: units by class, or people by class where a war gives no units.
COUNTS = ("command.government", "command.insurgent")
SHARES = ("command.people_secure", "command.people_insecure")
COUNTED = ("territory.start_inner_government", "territory.start_inner_insurgent")
PATRON_TALKS = ("talks.contact", "talks.framework", "talks.opened", "talks.plenary", "talks.accord_principle")
INTRA_TALKS = ("talks.intra",)
BROKEN = ("talks.break_off",)
ENDS = ("talks.accord", "talks.settlement", "talks.exit_complete", "talks.collapse")  # another game from here on
MONEY_ALONE = 100.0  # persons; fewer are an embassy's guard


@dataclass(frozen=True)
class _Taken:
    """A number that a reading sets."""

    name: str
    estimate: Estimate
    said: str


def begun_on(scenario: Scenario, day: date) -> Scenario:
    """A scenario with another information date, its calendar, start and dated numbers moved as far as rows go.

    Parameters
    ----------
    day : the new information date; the number of months simulated stays.

    Returns
    -------
    Scenario
        With a move for everything that was replaced, and ``kept`` for everything that was not.

    Raises
    ------
    SettingsError
        If the history does not reach that day; with the range it covers.

    References
    ----------
    Model 5.1 and 5.3: the day of publication decides; the last reading published sets the first map.
    """
    if day == scenario.information_date:
        return scenario
    first, last = covered(scenario)
    if not first <= day <= last:
        raise SettingsError(
            f"{scenario.name} cannot start as of {day}: its history covers starts from {first} to {last}",
            f"Give a day from {first} to {last}, or leave --as-of out for {scenario.information_date}.",
        )
    by = f"as of {day}"
    found = {taken.name: taken for taken in _numbers(scenario, day)}
    start, said = _start(scenario, day)
    moves = [Move("information_date", f"{scenario.information_date}", f"{day}", by)]
    moves += [
        Move(name, scenario.parameters[name].described(), f"{taken.estimate.described()}, {taken.said}", by)
        for name, taken in found.items()
    ]
    moves += [
        Move(f"start.{key}", str(scenario.start[key]), f"{value}, {said[key]}", by)
        for key, value in start.items()
        if key in said
    ]
    first_month = day.replace(day=1)
    last_month = _months_on(scenario.last_month, _between(scenario.first_month, first_month))
    horizon = last_month.replace(day=calendar.monthrange(last_month.year, last_month.month)[1])
    known = [row for row in scenario.history if row.published <= day]
    trail = [[(move.key, move.after) for move in moves], f"{day}", [repr(row[:9]) for row in known]]
    return replace(
        scenario, information_date=day, first_month=first_month, last_month=last_month, horizon=horizon,
        start=start, parameters={**scenario.parameters, **{name: taken.estimate for name, taken in found.items()}},
        calendar=_calendar(scenario.calendar, day, first_month),
        observables=scenario.observables.within(first_month, last_month),
        moves=(*scenario.moves, *moves), kept=tuple(_kept(scenario, set(found), said)),
        hash=hashlib.sha256(f"{scenario.hash}\0{json.dumps(trail)}".encode()).hexdigest(),
    )  # fmt: skip


def covered(scenario: Scenario) -> tuple[date, date]:
    """First and last day on which a start can be taken from the history.

    Raises
    ------
    SettingsError
        If no reading of control was published before the war became another one.
    """
    series = _control_series(scenario)
    published = [
        max(row.published for row in pair) for pair in _pairs(scenario.history, series) if all(map(is_evidence, pair))
    ]
    ended = [row.period - timedelta(days=1) for row in scenario.history if row.series in ENDS and row.value > 0]
    last = min([*ended, max((row.published for row in scenario.history), default=date.min)])
    if not published or min(published) > last:
        raise SettingsError(
            f"{scenario.name} has no reading of control to start another day from",
            f"Its history needs rows of {' and '.join(series)}, read and not recalled.",
        )
    return min(published), last


def _control_series(scenario: Scenario) -> tuple[str, str]:
    return COUNTS if all(name in scenario.parameters for name in COUNTED) else SHARES


def _pairs(rows: Iterable[Observation], series: tuple[str, str]) -> list[tuple[Observation, Observation]]:
    """Both classes of each reading in the unit the series began with, oldest first."""
    held = sorted((row for row in rows if row.series in series), key=lambda row: (row.period, row.published))
    unit = {row.series: row.unit for row in reversed(held)}
    at: dict[date, dict[str, Observation]] = {}
    for row in held:
        if row.unit == unit[row.series]:
            at.setdefault(row.period, {})[row.series] = row
    return [(both[series[0]], both[series[1]]) for both in at.values() if len(both) == 2]


def _numbers(scenario: Scenario, day: date) -> Iterable[_Taken]:
    """Numbers that rows known on the day replace: never by a reading older than the number's own, if that stands."""
    rows = sorted((r for r in scenario.history if r.published <= day and is_evidence(r)), key=lambda r: r.period)
    yield from _control(scenario, rows)
    for name, row, value in _levels(scenario, rows, day):
        old = scenario.parameters[name]
        if old.as_of is None or old.as_of > day or row.period > old.as_of:
            yield _Taken(name, _moved_to(old, value, row), _said(row))


def _control(scenario: Scenario, rows: list[Observation]) -> Iterable[_Taken]:
    """Class counts, and the mean and spread of control that put them beyond the inner cuts.

    References
    ----------
    Model 5.3: shares g and i beyond +-c under a normal cross-section give S = -2c / (z(g) + z(i)), m = c + S z(g).
    """
    series = _control_series(scenario)
    pairs = _pairs(rows, series)
    if not pairs:
        return
    government, insurgent = pairs[-1]
    whole = float(government.unit.rsplit(" ", 1)[-1]) if series == COUNTS else 100.0
    if series == COUNTS:
        for name, row in zip(COUNTED, (government, insurgent), strict=True):
            scale = len(scenario.districts) / whole
            yield _Taken(name, _moved_to(scenario.parameters[name], round(row.value * scale), row), _said(row))
    cut = scenario.parameters["measurement.command_inner"].value
    edge = 0.5 / max(len(scenario.districts), 1)
    above, below = (
        NormalDist().inv_cdf(min(max(row.value / whole, edge), 1.0 - edge)) for row in (government, insurgent)
    )
    spread = -2.0 * cut / (above + below)
    if spread <= 0.0:
        return
    for name, value in (("start_mean", cut + spread * above), ("cross_section_sd", spread)):
        old = scenario.parameters[f"territory.{name}"]
        yield _Taken(old.name, _moved_to(old, value, government, scaled=name != "start_mean"), _said(government))


def _levels(scenario: Scenario, rows: list[Observation], day: date) -> Iterable[tuple[str, Observation, float]]:
    """Parameter, the row that speaks of it last, and its value there."""
    last = {(row.series, row.unit): row for row in rows}
    if not scenario.has_patron:
        wanted: tuple[str, ...] = ("deaths.state_based", "insurgent.strength")
    else:
        wanted = ("deaths.state_based", "insurgent.strength", "opinion.mistake", "cost.share_gdp", "patron.deaths")
        troops = [row for row in rows if row.series == "troops.main"]
        if troops and _posture(scenario, troops[-1], day) == 3:
            yield "patron.troops", troops[-1], troops[-1].value
    for (series, unit), row in last.items():
        if series not in wanted:
            continue
        if series == "deaths.state_based":
            yield "violence.deaths_per_month", row, row.value / 12.0
        elif series == "insurgent.strength" and unit.startswith("thousand"):
            yield "forces.strength", row, row.value
        elif series == "opinion.mistake":
            yield "patron.support", row, 1.0 - row.value / 100.0
        elif series == "cost.share_gdp":
            yield "patron.war_cost_share", row, row.value
        elif series == "patron.deaths" and "a year" in unit:
            yield "violence.patron_deaths", row, max(row.value, 1.0) / 12.0
            people = scenario.parameters["patron.population"].value
            yield "patron.deaths_per_million", row, max(row.value, 1.0) / 12.0 / people
            years = [r for r in rows if (r.series, r.unit) == (series, unit)]
            if len(years) == row.period.year - years[0].period.year + 1:  # no year is missing from the sum
                yield "patron.cumulative_deaths", row, sum(r.value for r in years)


def _start(scenario: Scenario, day: date) -> tuple[dict[str, int], dict[str, str]]:
    """Posture, commitment and talks on the day, and by which rows; what no row speaks to stays."""
    start, said = dict(scenario.start), {}
    rows = sorted((row for row in scenario.history if row.published <= day), key=lambda row: row.period)
    troops = [row for row in rows if row.series == "troops.main" and is_evidence(row)]
    if scenario.has_patron and troops:
        start["posture"], said["posture"] = _posture(scenario, troops[-1], day), _said(troops[-1])
    talks = [row for row in rows if row.series in (*PATRON_TALKS, *INTRA_TALKS, *BROKEN) and row.value > 0]
    if talks:
        phase = dict.fromkeys(BROKEN, 0) | dict.fromkeys(PATRON_TALKS, 1) | dict.fromkeys(INTRA_TALKS, 2)
        start["talks"] = phase[talks[-1].series]
        said["talks"] = _said(talks[-1])
    if start["posture"] < 2:
        start["commitment"] = 0
    return start, said


def _posture(scenario: Scenario, troops: Observation, day: date) -> int:
    """The rung of a number of troops.

    The main force is that of the start date; on a day after the scenario's own, what was cut since then counts too, and
    the rung is the one that the remaining share is nearest to by ratio.
    """
    share = troops.value / scenario.parameters["patron.troops"].value
    if troops.value < MONEY_ALONE:
        return 1
    if day < scenario.information_date:
        return 3
    return 2 if share * share < scenario.parameters["patron.level_residual"].value else 3


def _calendar(dates: Calendar, day: date, first_month: date) -> Calendar:
    """What still lies ahead on the day and what had happened; terms of office run back at their interval too."""
    turnover = list(dates.turnover)
    while turnover and dates.turnover_every_years:
        earlier = turnover[0].date
        earlier = earlier.replace(year=earlier.year - dates.turnover_every_years)
        if earlier < first_month:
            break
        turnover.insert(0, turnover[0].model_copy(update={"date": earlier}))
    if turnover and dates.turnover_every_years:
        while turnover[-1].date < first_month:
            later = turnover[-1].date
            later = later.replace(year=later.year + dates.turnover_every_years)
            turnover.append(turnover[-1].model_copy(update={"date": later}))
    return dates.model_copy(update={
        "turnover": tuple(entry for entry in turnover if entry.date >= first_month),
        "elections": tuple(entry for entry in dates.elections if entry.date >= first_month),
        "reviews": tuple(entry for entry in dates.reviews if entry.date >= first_month),
        "truces": tuple(entry for entry in dates.truces if entry.date >= first_month),
        "events": tuple(entry for entry in dates.events if entry.date <= day),
    })  # fmt: skip


def _kept(scenario: Scenario, taken: set[str], said: dict[str, str]) -> Iterable[str]:
    """What stays as it stood on the scenario's own day."""
    whole = {"posture", "commitment", "talks"} if scenario.has_patron else {"talks"}
    yield from (f"start.{key}" for key in ("posture", "commitment", "talks") if key in whole - set(said))
    for name, estimate in scenario.parameters.items():
        if estimate.as_of is not None and name not in taken:
            yield name
    yield from ("elections and reviews of the calendar", "actors and their ties", "people and roads of the map")


def _moved_to(old: Estimate, value: float, row: Observation, scaled: bool = True) -> Estimate:
    """An estimate about another value, as wide as before: in proportion, or by as much where it can be negative."""

    def moved(x: float) -> float:
        return x * value / old.value if scaled and old.value else x + value - old.value

    if old.kind == "triangular":
        args: tuple[float, ...] = (moved(old.args[0]), value, moved(old.args[2]))
        args = tuple(min(x, 0.999) for x in args) if old.name == "patron.support" else args
    elif old.kind in {"lognormal", "normal"}:
        args = (value, old.args[1])
    else:
        return replace(old, kind="fixed", args=(float(value),), as_of=row.period, source=row.source, note="")
    return replace(old, args=args, as_of=row.period, source=row.source, note=f"Taken from {_said(row)}.")


def _said(row: Observation) -> str:
    recalled = "" if is_evidence(row) else ", recalled"
    return f"{row.series} of {row.period}, published {row.published}{recalled}"


def _between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
