"""Text in, frozen values out: a scenario folder becomes a Scenario, or every problem of it at once.

The parameters of a war are the priors all wars share, overlaid by the war's own files. Files are untrusted: see
``yaml_safe`` and ``folder`` for what is refused before anything is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ripeness.errors import Problem, ScenarioError, SettingsError
from ripeness.scenario import check, tables
from ripeness.scenario.argument import Claim, Source, Systems
from ripeness.scenario.as_of import begun_on
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.experiments import Experiment
from ripeness.scenario.factors import Factor
from ripeness.scenario.folder import HERE, LIBRARY, Folder, find_scenario, scenario_names
from ripeness.scenario.forms import Model, allowed_keys
from ripeness.scenario.labels import labels_of
from ripeness.scenario.names import MECHANISMS, NAMES
from ripeness.scenario.observables import Observables
from ripeness.scenario.offers import Offers
from ripeness.scenario.patches import PatchLike, out_of_range, patched
from ripeness.scenario.plans import Plan
from ripeness.scenario.posteriors import FOLDER, Draws, read_posterior
from ripeness.scenario.problems import Place, Problems, did_you_mean, from_pydantic
from ripeness.scenario.questions import Asked
from ripeness.scenario.schema import Actors, Calendar, Entry, Head, Levers
from ripeness.scenario.war import Move, Scenario
from ripeness.scenario.yaml_safe import Document, read_yaml

M = TypeVar("M", bound=Model)
PRIORS = HERE / "priors"
WITHOUT_PATRON = PRIORS / "without-patron"
TABLES = ("districts.csv", "provinces.csv", "edges.csv", "highways.csv", "tiles.csv", "control.csv")
REQUIRED = ("scenario.yaml",)
GEOGRAPHY = ("districts.csv", "provinces.csv", "edges.csv")  # of its own, or of the scenario named as `geography`
SUBJECTS = (
    *("scenario", "actors", "calendar", "sources", "claims", "experiments", "levers", "plans", "systems"),
    *("factors", "observables", "questions", "offers"),
)
# Asked of a war or held against it, and no part of it: other ones leave its runs as they are.
APART = ("questions.yaml", "offers.yaml", "observables.yaml", "control.csv")

__all__ = ["Move", "Scenario", "check_scenario", "find_scenario", "load_scenario", "scenario_names"]


def load_scenario(
    name_or_path: str | Path, patches: Iterable[PatchLike] = (), packages: Sequence[str] = (), surprise: bool = False,
    as_of: date | str | None = None, start: str = "as-of",
) -> Scenario:  # fmt: skip
    """A war, ready to be packed.

    Parameters
    ----------
    name_or_path : a built-in scenario's name, or a folder.
    patches : ``{set: key, to: value}`` or ``"key=value"``, applied first.
    packages : names of the scenario's packages, applied on top.
    surprise : nobody knows of what the packages do before it is done.
    start : "as-of", or "nowcast": the first map of every future is held to the imported one.
    as_of : another information date, a day or ``YYYY-MM-DD``; the scenario's own unless given (``as_of.begun_on``).

    Raises
    ------
    ScenarioError
        With every problem found, each with file, line, key and remedy.
    SettingsError
        If the history does not reach the information date asked for, or a nowcast has no imported map.
    """
    problems = Problems()
    scenario = _read(find_scenario(name_or_path), problems)
    problems.raise_if_any()
    assert scenario is not None
    if as_of:
        scenario = begun_on(scenario, _day(as_of))
    if start == "nowcast":
        scenario = _held_to_map(scenario)
    return patched(scenario, patches, packages, surprise)


def _held_to_map(scenario: Scenario) -> Scenario:
    if not scenario.control:
        raise SettingsError(
            "start 'nowcast' needs an imported district map, and this scenario has none",
            "Use --start as-of, or read a map in: ripeness data import control FILE --into DIR.",
        )
    digest = hashlib.sha256(f"{scenario.hash}\0{sorted(scenario.control)}".encode()).hexdigest()
    return replace(scenario, nowcast=True, hash=digest)


def _day(text: date | str) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"'{text}' is no day", "Write --as-of YYYY-MM-DD.") from None


def check_scenario(name_or_path: str | Path) -> tuple[Problem, ...]:
    """Every problem of a scenario; none if it can be loaded."""
    problems = Problems()
    try:
        _read(find_scenario(name_or_path), problems)
    except ScenarioError as error:
        return error.problems
    return problems.all()


def _read(path: Path, problems: Problems) -> Scenario | None:
    """The scenario of a folder; None where too much is missing to make one."""
    folder = Folder(path)
    _refuse_strangers(folder, problems)
    documents = _documents(folder, problems)
    head = _model(documents.get("scenario"), Head, problems)
    actors = _model(documents.get("actors"), Actors, problems) or Actors(actors=())
    calendar = _model(documents.get("calendar"), Calendar, problems) or Calendar()
    levers = _model(documents.get("levers"), Levers, problems) or Levers()
    systems = _model(documents.get("systems"), Systems, problems) or Systems(systems=())
    sources = _each(documents.get("sources"), Source, problems)
    claims = _each(documents.get("claims"), Claim, problems)
    experiments = _each(documents.get("experiments"), Experiment, problems)
    questions = _each(documents.get("questions"), Asked, problems)
    offers = _model(documents.get("offers"), Offers, problems)
    plans = _each(documents.get("plans"), Plan, problems)
    factors = _each(documents.get("factors"), Factor, problems)
    observables = _model(documents.get("observables"), Observables, problems) or Observables()
    own = _parameters(folder, documents, head, problems)
    shared, shared_sources, shared_hash = _shared()
    if actors.actors and not any(actor.kind == "patron" for actor in actors.actors):
        alone, more, alone_hash = _shared(WITHOUT_PATRON)
        shared, shared_sources = {**shared, **alone}, {**shared_sources, **more}
        shared_hash += alone_hash
    place = _place(folder, head, documents, problems)
    ground = _ground(place, problems)
    history = _history(folder, head, problems)
    if head is None:
        return None
    posteriors, set_aside = _posteriors(folder, {**shared, **own}, head, problems)
    regions = tuple(dict.fromkeys(province.region for province in ground["provinces"]))
    borrowed = place.fingerprint(APART) if place is not folder else ""
    digest = hashlib.sha256((folder.fingerprint(APART) + shared_hash + borrowed).encode()).hexdigest()
    scenario = Scenario(
        name=head.name, title=head.title, question=head.question, information_date=head.information_date,
        first_month=head.first_month, last_month=head.last_month, horizon=head.horizon,
        **labels_of(head), start=head.start.model_dump(), measures=head.measures.model_dump(),
        structure=head.structure.model_dump(), out_of_scope=head.out_of_scope,
        parameters={**shared, **own}, shared={name: shared[name] for name in own if name in shared},
        regions=regions, **ground, calendar=calendar, actors=actors.actors, relations=actors.relations,
        sources={**shared_sources, **sources}, claims=claims, experiments=experiments,
        levers=levers.levers, packages=levers.packages, plans=plans, systems=systems.systems,
        factors=factors, questions=questions, offers=offers, observables=observables,
        history=tuple(history), folder=path, hash=digest, posteriors=posteriors, set_aside=set_aside,
    )  # fmt: skip
    check.everything(scenario, documents, problems)
    return scenario


def _refuse_strangers(folder: Folder, problems: Problems) -> None:
    known = {f"{subject}.yaml" for subject in (*SUBJECTS, *MECHANISMS)} | set(TABLES)
    for name in REQUIRED:
        if not folder.has(name):
            remedy = f"Every scenario needs {', '.join(REQUIRED + GEOGRAPHY)}; `ripeness new NAME` writes them."
            problems.add(name, 0, "", "is not there", "", remedy)
    for name in folder.names():
        if name.endswith((".yaml", ".yml", ".csv")) and name not in known:
            problems.add(name, 0, "", "is not a file of a scenario", name, did_you_mean(name, known, "files"))


def _place(folder: Folder, head: Head | None, documents: Mapping[str, Document], problems: Problems) -> Folder:
    """The folder whose tables are the ground: the scenario's own, or that of the built-in one it names."""
    name = head.geography if head is not None else None
    if name is None:
        for table in GEOGRAPHY:
            if not folder.has(table):
                remedy = "Write it, or name a built-in scenario with this ground as `geography:` in scenario.yaml."
                problems.add(table, 0, "", "is not there", "", remedy)
        return folder
    document = documents["scenario"]
    line = document.line(("geography",))
    others = [other for other in scenario_names() if (LIBRARY / other / "districts.csv").is_file()]
    if name not in others:
        remedy = did_you_mean(name, others, "scenarios")
        problems.add(document.file, line, "geography", f"no scenario '{name}' has a ground", name, remedy)
        return folder
    for table in TABLES:
        if folder.has(table):
            message = f"{table} is there although the ground is that of {name}"
            problems.add(document.file, line, "geography", message, name, "Leave out one of them.")
    return Folder(LIBRARY / name, f"{name}/")


def _documents(folder: Folder, problems: Problems) -> dict[str, Document]:
    """Every YAML file of the folder that has a known name, read."""
    found = {}
    for subject in (*SUBJECTS, *MECHANISMS):
        name = f"{subject}.yaml"
        if folder.has(name):
            text = folder.read(name, problems)
            document = read_yaml(text, folder.label(name), problems) if text is not None else None
            if document is not None:
                found[subject] = document
    return found


def _model(document: Document | None, model: type[M], problems: Problems) -> M | None:
    """A whole file as one model."""
    if document is None:
        return None
    return _validated(model, document.data, document, problems)


def _each(document: Document | None, model: type[M], problems: Problems) -> dict[str, M]:
    """A file of named entries, each as a model."""
    found: dict[str, M] = {}
    for key, data in _entries(document, problems):
        assert document is not None
        entry = _validated(model, data, document, problems, (key,))
        if entry is not None:
            found[key] = entry
    return found


def _entries(document: Document | None, problems: Problems) -> list[tuple[str, Any]]:
    if document is None:
        return []
    if not isinstance(document.data, dict):
        problems.add(document.file, 1, "", "is not a set of `key: value` lines")
        return []
    return list(document.data.items())


def _validated(model: type[M], data: Any, document: Document, problems: Problems, place: Place = ()) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        from_pydantic(
            error.errors(include_url=False),
            problems,
            document.file,
            document.line,
            lambda inner: allowed_keys(model, inner[len(place) :]),
            place,
        )
        return None


def _parameters(
    folder: Folder, documents: Mapping[str, Document], head: Head | None, problems: Problems
) -> dict[str, Estimate]:
    """The war's own parameters, from the files scenario.yaml lists or from all that are there."""
    listed = [mechanism for mechanism in MECHANISMS if mechanism in documents]
    if head is not None and head.parameters is not None:
        listed = []
        document = documents["scenario"]
        for i, name in enumerate(head.parameters):
            mechanism = name.removesuffix(".yaml")
            place = ("parameters", i)
            if mechanism in documents and mechanism in MECHANISMS:
                listed.append(mechanism)
            elif mechanism not in MECHANISMS and "/" not in name:
                remedy = did_you_mean(name, [f"{m}.yaml" for m in MECHANISMS], "files")
                message = f"'{name}' is not a file of parameters"
                problems.add(document.file, document.line(place), place, message, name, remedy)
            else:
                by = (document.file, document.line(place), f"parameters[{i}]")
                folder.read(name, problems, by)
    found: dict[str, Estimate] = {}
    for mechanism in listed:
        found |= _estimates(mechanism, documents[mechanism], problems)
    return found


def _estimates(mechanism: str, document: Document, problems: Problems) -> dict[str, Estimate]:
    found = {}
    for key, data in _entries(document, problems):
        name, line = f"{mechanism}.{key}", document.line((key,))
        if name not in NAMES:
            problems.add(document.file, line, key, f"unknown parameter '{name}'", key, _nearest(mechanism, key))
            continue
        entry = _validated(Entry, data, document, problems, (key,))
        if entry is None:
            continue
        estimate = entry.estimate(name, document.file, line)
        if fault := out_of_range(estimate):
            message, _, remedy = fault.partition(" | ")
            problems.add(document.file, line, key, message, estimate.described(), remedy)
        found[name] = estimate
    return found


def _nearest(mechanism: str, key: str) -> str:
    """Where the name belongs, or which name was meant."""
    for name in NAMES:
        if name.endswith(f".{key}"):
            return f"It belongs in {name.partition('.')[0]}.yaml."
    beside = [name.partition(".")[2] for name in NAMES if name.startswith(f"{mechanism}.")]
    return did_you_mean(key, beside, f"parameters of {mechanism}.yaml")


@lru_cache(maxsize=2)
def _shared(path: Path = PRIORS) -> tuple[dict[str, Estimate], dict[str, Source], str]:
    """Priors that all wars share, their sources and their fingerprint; read once a process."""
    problems = Problems()
    folder = Folder(path, f"{path.relative_to(HERE).as_posix()}/")
    documents = _documents(folder, problems)
    estimates: dict[str, Estimate] = {}
    for mechanism in MECHANISMS:
        if mechanism in documents:
            estimates |= _estimates(mechanism, documents[mechanism], problems)
    sources = _each(documents.get("sources"), Source, problems)
    problems.raise_if_any()
    return estimates, sources, folder.fingerprint()


def _ground(folder: Folder, problems: Problems) -> dict[str, Any]:
    """Provinces, districts, ties, roads and squares."""

    def text(name: str) -> bytes | None:
        return folder.read(name, problems) if folder.has(name) else None

    districts: tuple[tables.District, ...] = ()
    provinces: tuple[tables.Province, ...] = ()
    if (provinces_text := text("provinces.csv")) is not None:
        provinces = tables.read_provinces(provinces_text, folder.label("provinces.csv"), problems)
    if (districts_text := text("districts.csv")) is not None:
        districts = tables.read_districts(districts_text, folder.label("districts.csv"), problems)
    known = {district.id for district in districts}
    ground: dict[str, Any] = {"districts": districts, "provinces": provinces}
    for name, empty, read in (
        ("edges", (), tables.read_edges),
        ("highways", (), tables.read_highways),
        ("tiles", {}, tables.read_tiles),
        ("control", (), tables.read_control),
    ):
        table = text(f"{name}.csv")
        ground[name] = empty
        if table is not None and known:
            ground[name] = read(table, folder.label(f"{name}.csv"), known, problems)
    return ground


def _posteriors(
    folder: Folder, parameters: Mapping[str, Estimate], head: Head, problems: Problems
) -> tuple[dict[str, Draws], tuple[str, ...]]:
    """Draws of calibrated parameters by module, and why some are set aside; only what counts is in the fingerprint."""
    found: dict[str, Draws] = {}
    aside = []
    for name in folder.names(f"{FOLDER}/*.csv"):
        content = folder.read(name, problems)
        if content is None:
            continue
        read = read_posterior(content, folder.label(name), parameters, head.information_date, problems)
        if isinstance(read, str):
            folder.reckon(name, b"")
            aside.append(read)
        elif read is not None:
            found[read.module] = read
    return found, tuple(aside)


def _history(folder: Folder, head: Head | None, problems: Problems) -> list[tables.Observation]:
    """Observations in order; what was published after the information date is no part of the fingerprint."""
    observations: list[tables.Observation] = []
    for name in folder.names("history/*.csv"):
        text = folder.read(name, problems)
        if text is not None:
            rows = tables.read_history(text, folder.label(name), problems)
            known = [row for row in rows if head is None or row.published <= head.information_date]
            folder.reckon(name, "\n".join(repr(row[:9]) for row in known).encode())
            observations += rows
    return sorted(observations, key=lambda seen: (seen.series, seen.period, seen.instrument, seen.unit))
