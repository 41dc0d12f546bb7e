"""What a prior is: one of the prior sets by its word, or the file of an analyst's own estimates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ripeness.ensemble.priors import PRIOR_SETS
from ripeness.errors import SettingsError
from ripeness.scenario.problems import did_you_mean

if TYPE_CHECKING:
    from ripeness.ensemble.swapped import View
    from ripeness.scenario.patches import PatchLike

OWN = "reference"  # what is drawn from where the file says nothing


def settled(scenario: str | Path, prior: str, settings: Sequence[str] | None = None) -> tuple[str, tuple[str, ...]]:
    """Prior set and settings that are meant; a file's estimates come before ``--set``, which has the last word.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    SettingsError
        For a word that is neither a prior set nor a file.
    """
    own = tuple(settings or ())
    if prior in PRIOR_SETS:
        return prior, own
    if not (Path(prior).exists() or prior.endswith((".yaml", ".yml"))):
        remedy = f"{did_you_mean(prior, PRIOR_SETS, 'prior sets')} Or give a file of estimates: --prior mine.yaml"
        raise SettingsError(f"unknown prior set '{prior}'", remedy)
    from ripeness.scenario.analyst import read_analyst
    from ripeness.scenario.load import load_scenario

    return OWN, (*read_analyst(prior, load_scenario(scenario)).settings, *own)


def view(scenario: str | Path, prior: str, settings: Iterable[PatchLike] = ()) -> View:
    """The war as one analyst has it.

    Raises
    ------
    ScenarioError, SettingsError
    """
    from ripeness.ensemble.swapped import View
    from ripeness.scenario.analyst import analyst_of
    from ripeness.scenario.load import load_scenario

    prior_set, own = settled(scenario, prior)
    war = load_scenario(scenario, (*own, *settings))
    held = analyst_of(war)
    return View(f"the scenario's {prior} priors" if held is None else held["title"], war, prior_set)
