"""What has to hold between the entries and files of a scenario: citations, sums, dates, the graph, the levers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from ripeness.scenario import factors
from ripeness.scenario.experiments import experiment_faults
from ripeness.scenario.folder import scenario_names
from ripeness.scenario.names import MECHANISMS, NAMES, OPTIONAL, is_result
from ripeness.scenario.observables import observable_faults
from ripeness.scenario.offers import offers_faults
from ripeness.scenario.patches import new_estimate
from ripeness.scenario.plans import plan_faults
from ripeness.scenario.problems import Place, Problems, did_you_mean, spelled
from ripeness.scenario.pulls import RESULT, RESULT_REMEDY, lever_faults, package_faults
from ripeness.scenario.questions import question_faults
from ripeness.scenario.war import Scenario
from ripeness.scenario.yaml_safe import Document

VOTES, VOTE_TOLERANCE, MOST_BLOCS = ("first", "second", "third"), 0.05, 4
FAR = 1.5  # two counts of one thing that are further apart than this are not of one thing
PEOPLE_TOLERANCE = 0.01  # a province's people against the sum of its districts
# What an experiment may need besides the files of parameters; another word passes unless it is nearly one of these.
PARTS = frozenset(MECHANISMS) | {
    *("ledger", "game", "outcomes", "channels", "levers", "hindcast", "blocs", "effort", "massing"),
    *("posts_and_roads", "militias", "elites", "powerbrokers", "local_peace", "analogy"),
}


def everything(scenario: Scenario, documents: Mapping[str, Document], problems: Problems) -> None:
    """Every check between files; faults go to ``problems``."""
    checks = _Checks(scenario, documents, problems)
    checks.parameters()
    checks.dates()
    checks.ground()
    checks.actors()
    checks.claims()
    checks.levers()
    checks.questions_and_offers()
    checks.plans()
    checks.factors()
    checks.observables()
    checks.sources()


class _Checks:
    def __init__(self, scenario: Scenario, documents: Mapping[str, Document], problems: Problems) -> None:
        self.war, self.documents, self.problems = scenario, documents, problems

    def fault(self, subject: str, place: Place, message: str, value: Any = "", remedy: str = "") -> None:
        document = self.documents.get(subject)
        file, line = (document.file, document.line(place)) if document else (f"{subject}.yaml", 0)
        self.problems.add(file, line, spelled(place), message, value, remedy)

    # --- parameters

    def parameters(self) -> None:
        war = self.war
        for name, entry in NAMES.items():
            if name not in war.parameters and name not in OPTIONAL:
                mechanism, _, key = name.partition(".")
                if self._was_refused(mechanism, key):
                    continue  # it may be there, and what is wrong with it has been said
                remedy = f"Add `{key}:` to {mechanism}.yaml: {entry.meaning} ({entry.unit})."
                self.fault(mechanism, (key,), "is missing, and no prior stands in for it", "", remedy)
        last_known = date(war.information_date.year, 12, 31)  # a planning year is dated by its last day
        for name, estimate in war.parameters.items():
            mechanism, _, key = name.partition(".")
            if estimate.as_of is not None and estimate.as_of > last_known:
                message = f"as_of {estimate.as_of} is later than the information date {war.information_date}"
                self.fault(mechanism, (key, "as_of"), message, estimate.as_of, "What came later is an outcome.")
        low, high = (war.parameters.get(f"measurement.press_cut_{end}") for end in ("low", "high"))
        if low is not None and high is not None and low.value >= high.value:
            message = f"press_cut_low {low.value:g} is not below press_cut_high {high.value:g}"
            self.fault("measurement", ("press_cut_low",), message, low.value, "Swap them.")
        counts = [war.parameters.get(f"territory.start_inner_{side}") for side in ("government", "insurgent")]
        given = [count.value for count in counts if count is not None]
        if len(given) == 1:
            self.fault("territory", (), "gives one class count of the first reading and not the other")
        if war.districts and sum(given) > len(war.districts):
            message = f"class counts of {sum(given):g} exceed the {len(war.districts)} districts"
            self.fault("territory", ("start_inner_government",), message)

    def _was_refused(self, mechanism: str, key: str) -> bool:
        """Whether the file that would hold a parameter, or its entry there, could not be read."""
        document = self.documents.get(mechanism)
        if document is None:
            return (self.war.folder / f"{mechanism}.yaml").exists()
        return not isinstance(document.data, Mapping) or key in document.data

    # --- dates

    def dates(self) -> None:
        war = self.war
        if (war.information_date.year, war.information_date.month) != (war.first_month.year, war.first_month.month):
            message = f"{war.first_month:%Y-%m} does not hold the information date {war.information_date}"
            self.fault("scenario", ("first_month",), message, "", "The first month is the information date's.")
        if war.last_month <= war.first_month:
            message = f"{war.last_month:%Y-%m} is not after first_month {war.first_month:%Y-%m}"
            self.fault("scenario", ("last_month",), message)
        elif (war.horizon.year, war.horizon.month) != (war.last_month.year, war.last_month.month):
            message = f"{war.horizon} does not lie in last_month {war.last_month:%Y-%m}"
            self.fault("scenario", ("horizon",), message)
        if war.months > 1200:
            self.fault("scenario", ("last_month",), f"{war.months} months are more than 1200")
        self._calendar()

    def _calendar(self) -> None:
        war, calendar = self.war, self.war.calendar
        turnover = calendar.turnover_dates
        for i, day in enumerate(turnover):
            if day < war.first_month:
                message = f"{day} lies before the start, {war.first_month:%Y-%m}"
                self.fault("calendar", ("turnover", i), message, day, "List turnovers still to come.")
            elif i and day <= turnover[i - 1]:
                self.fault("calendar", ("turnover", i), f"{day} is not after {turnover[i - 1]}", day, "Sort them.")
        for i, truce in enumerate(calendar.truces):
            if not war.first_month <= truce.date <= war.horizon:
                message = f"{truce.date} lies outside {war.first_month} to {war.horizon}"
                self.fault("calendar", ("truces", i), message, truce.date, "A past truce belongs under events.")
        for kind in ("elections", "reviews"):
            for i, entry in enumerate(getattr(calendar, kind)):
                if not war.first_month <= entry.date <= war.horizon + timedelta(days=20 * 366):
                    message = f"{entry.date} lies outside {war.first_month} to 20 years after the horizon"
                    self.fault("calendar", (kind, i), message, entry.date, "A past one belongs under events.")
        for i, event in enumerate(calendar.events):
            if event.date > war.information_date:
                message = f"{event.date} is later than the information date {war.information_date}"
                self.fault("calendar", ("events", i), message, event.date, "What came later is an outcome.")

    # --- districts and provinces

    def ground(self) -> None:
        war, problems = self.war, self.problems
        for file, table in (("districts.csv", war.districts), ("provinces.csv", war.provinces)):
            if not table and (war.folder / file).is_file() and not any(found.file == file for found in problems.found):
                problems.add(file, 1, "", "has a header and no rows", "", "A war needs one province and one district.")
        if not war.districts or not war.provinces:
            return
        provinces = {province.id: province for province in war.provinces}
        counted: Counter[str] = Counter()
        people: dict[str, float] = defaultdict(float)
        capitals: dict[str, list[int]] = defaultdict(list)
        for district in war.districts:
            if district.province not in provinces:
                remedy = did_you_mean(district.province, provinces, "provinces")
                message = f"unknown province '{district.province}'"
                problems.add("districts.csv", district.line, "province", message, district.province, remedy)
                continue
            counted[district.province] += 1
            people[district.province] += district.population
            if district.capital:
                capitals[district.province].append(district.id)
        for province in war.provinces:
            self._province(province, counted[province.id], people[province.id], capitals[province.id])
        if sum(people.values()) <= 0:
            problems.add("districts.csv", 0, "population", "nobody lives here: the populations add up to 0")
        self._stated_people(sum(people.values()) / 1e6)
        self._capitals()
        self._graph()
        self._roads()

    def _patron_deaths(self) -> None:
        """The patron's deaths a month, stated as a count and per million of its people."""
        names = ("violence.patron_deaths", "patron.population", "patron.deaths_per_million")
        found = [self.war.parameters[name] for name in names if name in self.war.parameters]
        if len(found) < len(names) or min(estimate.value for estimate in found) <= 0.0:
            return
        deaths, population, rate = (estimate.value for estimate in found)
        if not 1.0 / FAR < deaths / population / rate < FAR:
            message = f"{rate:g} a month per million, and {deaths:g} a month among {population:g} million people"
            remedy = "Correct one of the three: they state one fact."
            self.problems.add(found[2].file, found[2].line, "deaths_per_million", message, rate, remedy)

    def _stated_people(self, counted: float) -> None:
        """The country's population against that of its districts, two counts of one thing; not of a borrowed ground."""
        if not (self.war.folder / "districts.csv").is_file():
            return
        stated = self.war.parameters.get("region.population")
        if stated is not None and stated.value > 0.0 < counted and not 1.0 / FAR < stated.value / counted < FAR:
            message = f"{stated.value:g} million people, and {counted:.1f} million in the districts"
            self.problems.add(stated.file, stated.line, "population", message, stated.value, "Correct one of the two.")

    def _province(self, province: Any, districts: int, people: float, capitals: list[int]) -> None:
        def fault(column: str, message: str, remedy: str) -> None:
            self.problems.add("provinces.csv", province.line, column, message, province.id, remedy)

        if districts != province.districts:
            message = f"{province.name} has {province.districts} districts here and {districts} in districts.csv"
            fault("districts", message, "Correct one of the two.")
        if abs(people - province.population) > PEOPLE_TOLERANCE * max(province.population, 1.0):
            message = f"{province.name} has {province.population:,.0f} people, its districts {people:,.0f}"
            fault("population", message, "They may differ by 1 %.")
        if districts and len(capitals) != 1:
            what = "no district" if not capitals else "districts " + ", ".join(map(str, capitals))
            fault("capital", f"{what} of {province.name} marked as the capital", "Mark one with capital = 1.")

    def _capitals(self) -> None:
        seats: dict[str, list[str]] = {region: [] for region in self.war.regions}
        for province in self.war.provinces:
            if province.regional_capital:
                seats[province.region].append(province.id)
        for region, found in seats.items():
            if len(found) != 1:
                message = f"region '{region}' has {len(found)} regional capitals"
                self.problems.add("provinces.csv", 0, "regional_capital", message, "", "Mark one province a region.")
        national = [province.id for province in self.war.provinces if province.national_capital]
        if len(national) != 1:
            message = f"{len(national)} provinces hold the national capital"
            self.problems.add("provinces.csv", 0, "national_capital", message, "", "Mark one.")

    def _graph(self) -> None:
        neighbours: dict[int, list[int]] = {district.id: [] for district in self.war.districts}
        for edge in self.war.edges:
            neighbours[edge.a].append(edge.b)
            neighbours[edge.b].append(edge.a)
        first = self.war.districts[0].id
        reached, ahead = {first}, [first]
        while ahead:
            for other in neighbours[ahead.pop()]:
                if other not in reached:
                    reached.add(other)
                    ahead.append(other)
        if lost := sorted(set(neighbours) - reached):
            some = ", ".join(map(str, lost[:8])) + (", ..." if len(lost) > 8 else "")
            message = f"the graph is not connected: {len(lost)} districts cannot be reached from {first}: {some}"
            self.problems.add("edges.csv", 0, "", message, "", "Add ties until one can travel everywhere.")

    def _roads(self) -> None:
        on_road = {stop.district for stop in self.war.highways}
        for district in self.war.districts if on_road else ():
            if district.road != (district.id in on_road):
                where = "is on a highway" if district.id in on_road else "is on no highway"
                message = f"district {district.id} {where} of highways.csv but has road = {int(district.road)}"
                self.problems.add("districts.csv", district.line, "road", message, int(district.road))

    # --- actors

    def actors(self) -> None:
        war = self.war
        if war.start["posture"] > 0 and not war.has_patron:
            message = "troops or money of a patron, and no actor of kind patron"
            self.fault("scenario", ("start", "posture"), message, war.start["posture"], "Set 0, or add the patron.")
        self._patron_deaths()
        if not war.actors:
            return
        ids = {actor.id for actor in war.actors}
        for id_, count in Counter(actor.id for actor in war.actors).items():
            if count > 1:
                self.fault("actors", ("actors",), f"actor '{id_}' stands {count} times", id_, "Rename one.")
        for kind, most in (("insurgent", 1), ("government", 1), ("patron", 1)):
            found = [actor.id for actor in war.actors if actor.kind == kind]
            if len(found) > most or (not found and kind != "patron"):
                message = f"{len(found)} actors of kind {kind}, one is wanted"
                self.fault("actors", ("actors",), message, ", ".join(found), "Parts of a side are organs or blocs.")
        provinces = {province.id: province.region for province in war.provinces}
        parents = {actor.id: actor.of for actor in war.actors}
        for i, actor in enumerate(war.actors):
            place: Place = ("actors", i)
            self._known(place, "of", actor.of, ids, "actors")
            self._known(place, "region", actor.region, war.regions, "regions")
            self._known(place, "province", actor.province, provinces, "provinces")
            if actor.province in provinces and actor.region not in {None, provinces[actor.province]}:
                message = f"{actor.province} lies in {provinces[actor.province]}, not in {actor.region}"
                self.fault("actors", (*place, "region"), message)
            above, steps = actor.of, 0
            while above is not None and steps <= len(ids):
                above, steps = parents.get(above), steps + 1
            if steps > len(ids):
                self.fault("actors", (*place, "of"), f"'{actor.id}' is part of itself", actor.of or "")
        for i, relation in enumerate(war.relations):
            self._known(("relations", i), "from", relation.origin, ids, "actors")
            self._known(("relations", i), "to", relation.to, ids, "actors")

        self._blocs()

    def _blocs(self) -> None:
        """Shares of the vote as the actors say them against the shares that worlds draw."""
        blocs = self.war.blocs
        if len(blocs) > MOST_BLOCS:
            message = f"{len(blocs)} blocs of the insurgents have a weight, at most {MOST_BLOCS} can vote"
            self.fault("actors", ("actors",), message, "", "Merge blocs that vote alike, or leave out a weight.")
        if not 2 <= len(blocs) <= MOST_BLOCS or not self.war.structure["blocs"]:
            return
        weights = [bloc.weight or 0.0 for bloc in blocs]
        if abs(sum(weights) - 1.0) > VOTE_TOLERANCE or not all(weights):
            message = f"votes of the blocs add up to {sum(weights):g}, and each must be above 0"
            self.fault("actors", ("actors",), message, ", ".join(bloc.id for bloc in blocs), "Let them add up to 1.")
            return
        left = 1.0
        for bloc, weight, key in zip(blocs, weights[:-1], VOTES, strict=False):
            drawn = self.war.parameters.get(f"leadership.{key}")
            if drawn is not None and abs(drawn.value - weight / left) > VOTE_TOLERANCE:
                message = (
                    f"worlds draw it around {drawn.value:.2g}, and '{bloc.id}' has {weight / left:.2g} of the vote"
                )
                remedy = f"Give `{key}:` in leadership.yaml, or correct the weights in actors.yaml."
                self.fault("leadership", (key,), message + " that is left", drawn.described(), remedy)
            left -= weight

    def _known(self, place: Place, key: str, name: str | None, known: Iterable[str], what: str) -> None:
        names = set(known)
        if name is not None and name not in names:
            singular = what.removesuffix("s")
            message = f"unknown {singular} '{name}'"
            self.fault("actors", (*place, key), message, name, did_you_mean(name, names, what))

    # --- claims and experiments

    def claims(self) -> None:
        war = self.war
        series = {seen.series for seen in war.history}
        for id_, claim in war.claims.items():
            for i, experiment in enumerate(claim.test.experiments):
                if experiment not in war.experiments:
                    remedy = did_you_mean(experiment, war.experiments, "experiments")
                    place = (id_, "test", "experiments", i)
                    self.fault("claims", place, f"unknown experiment '{experiment}'", experiment, remedy)
            for i, other in enumerate(claim.rests_on):
                if other not in war.claims:
                    remedy = did_you_mean(other, war.claims, "claims")
                    self.fault("claims", (id_, "rests_on", i), f"unknown claim '{other}'", other, remedy)
            for i, check in enumerate(claim.test.data):
                place = (id_, "test", "data", i)
                if check.series is not None and check.series not in series:
                    remedy = did_you_mean(check.series, series, "series")
                    self.fault("claims", place, f"unknown series '{check.series}'", check.series, remedy)
                if check.parameter is not None and check.parameter not in NAMES:
                    remedy = did_you_mean(check.parameter, NAMES, "parameters")
                    self.fault("claims", place, f"unknown parameter '{check.parameter}'", check.parameter, remedy)
        for id_, trial in war.experiments.items():
            for i, part in enumerate(trial.needs):
                if part not in PARTS and get_close_matches(part, PARTS, n=1, cutoff=0.8):
                    remedy = did_you_mean(part, PARTS, "parts of the model")
                    self.fault("experiments", (id_, "needs", i), f"unknown part '{part}'", part, remedy)
            for fault in experiment_faults(war, trial, scenario_names()):
                self.fault("experiments", (id_, *fault.place), fault.message, fault.value, fault.remedy)
        for subject, cited_at, cited in self._citing():
            for id_ in getattr(cited, "claims", ()):
                if id_ not in war.claims:
                    remedy = did_you_mean(id_, war.claims, "claims")
                    self.fault(subject, cited_at, f"unknown claim '{id_}'", id_, remedy)

    # --- levers

    def levers(self) -> None:
        for id_, lever in self.war.levers.items():
            for place, *rest in lever_faults(self.war, lever):
                self.fault("levers", ("levers", id_, *place), *rest)
        for id_, package in self.war.packages.items():
            for i, patch in enumerate(package.patches):
                self._package_patch(("packages", id_, "patches", i), patch.set, patch.to)
            for place, *rest in package_faults(self.war, package):
                self.fault("levers", ("packages", id_, *place), *rest)

    def _package_patch(self, place: Place, key: str, to: Any) -> None:
        if is_result(key):
            self.fault("levers", (*place, "set"), f"'{key}' {RESULT}", key, RESULT_REMEDY)
        elif key in self.war.parameters:
            new = new_estimate(self.war.parameters[key], to, "a package")
            if isinstance(new, str):
                message, _, remedy = new.partition(" | ")
                self.fault("levers", (*place, "to"), message, to, remedy)
        elif key not in {"choice.accord_phases", "structure.accord_phases"}:
            remedy = did_you_mean(key, self.war.parameters, "parameters")
            self.fault("levers", (*place, "set"), f"unknown parameter '{key}'", key, remedy)

    # --- questions and offers

    def questions_and_offers(self) -> None:
        if self.war.offers is not None:
            for place, *rest in offers_faults(self.war, self.war.offers):
                self.fault("offers", place, *rest)
        for place, *rest in question_faults(self.war, self.war.questions):
            self.fault("questions", place, *rest)

    # --- plans

    def plans(self) -> None:
        for place, *rest in plan_faults(self.war):
            self.fault("plans", place, *rest)

    # --- groups of factors

    def factors(self) -> None:
        for group, i, *rest in factors.faults(self.war.factors):
            self.fault("factors", (group, "holds", i), *rest)

    # --- observables

    def observables(self) -> None:
        for place, *rest in observable_faults(self.war):
            self.fault("observables", place, *rest)

    # --- sources

    def sources(self) -> None:
        known = {*self.war.sources, "assumption"}
        for name, estimate in self.war.parameters.items():
            if estimate.source not in known:
                mechanism, _, key = name.partition(".")
                remedy = did_you_mean(estimate.source, known, "sources")
                message = f"unknown source '{estimate.source}'"
                self.fault(mechanism, (key, "source"), message, estimate.source, remedy)
        for subject, place, cited in self._citing():
            if (source := getattr(cited, "source", None)) is not None and source not in known:
                remedy = did_you_mean(source, known, "sources")
                self.fault(subject, (*place, "source"), f"unknown source '{source}'", source, remedy)
        rows = [("provinces.csv", p.line, p.source) for p in self.war.provinces]
        rows += [(seen.file, seen.line, seen.source) for seen in self.war.history]
        for file, line, source in rows:
            if source not in known:
                remedy = did_you_mean(source, known, "sources")
                self.problems.add(file, line, "source", f"unknown source '{source}'", source, remedy)

    def _citing(self) -> Iterable[tuple[str, Place, Any]]:
        """Every entry that may cite a source or a claim."""
        war, calendar = self.war, self.war.calendar
        for key, entries in (("actors", war.actors), ("relations", war.relations)):
            yield from (("actors", (key, i), entry) for i, entry in enumerate(entries))
        for key in ("turnover", "elections", "reviews", "seasons", "truces", "events"):
            yield from (("calendar", (key, i), entry) for i, entry in enumerate(getattr(calendar, key)))
        yield from (("levers", ("levers", id_), lever) for id_, lever in war.levers.items())
        yield from (("plans", (id_,), plan) for id_, plan in war.plans.items())
        yield from (("observables", ("published", id_), made) for id_, made in war.observables.published.items())
