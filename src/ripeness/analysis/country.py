"""What holds a state together and what eats at it: standing, garrisons, countryside, insurgents' effort, neighbours.

Fans are over the futures in which the government still stands that month: once it has fallen there is no state left to
measure, and late months are about survivors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ripeness.analysis import dates, fans, words
from ripeness.ensemble.quantiles import quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ripeness.ensemble.store import Run

INDEX, SHARE, CHANCE, RELATIVE = "index, 0 to 100", "%", "chances in 100", "times the start"


class Series(NamedTuple):
    """A quantity of the record with its label, to be filled from a scenario's words, and its unit."""

    quantity: str
    label: str
    unit: str


class Group(NamedTuple):
    """Quantities that belong together, and what is said before them."""

    name: str
    label: str
    text: str
    series: tuple[Series, ...]


GROUPS = (
    Group("government", "{government}",
          "How rightful {government} seems, and how far it and its {strongmen} hold together: indices on which 0 is "
          "nothing and 100 is everything.",
          (Series("legitimacy", "legitimacy", INDEX), Series("cohesion", "cohesion", INDEX))),
    Group("garrisons", "{strongmen} and garrisons",
          "A regime falls when garrisons and {strongmen} stop holding out because others did. Shares of all there are.",
          (Series("surrendered", "garrisons and {strongmen} that have given up", SHARE),
           Series("capitals_fallen", "provincial capitals lost", SHARE),
           Series("centres_fallen", "{unit} centres lost", SHARE))),
    Group("countryside", "the countryside",
          "What holds the land between the towns. {militia} and {outposts} are relative to the start: 1 is how many "
          "there were in {first}, the line. The other two are out of 100.",
          (Series("militia", "{militia}", RELATIVE), Series("posts", "{outposts}", RELATIVE),
           Series("access", "chance to reach a province by road", CHANCE),
           Series("local_accords", "{units} at peace by a local accord", SHARE))),
    Group("counts", "the count of {units}",
          "Shares of {units} that {command} would list as firmly held by one side.",
          (Series("command_held", "firmly {government}'s", SHARE),
           Series("command_lost", "firmly {insurgents}'", SHARE))),
    Group("effort", "where {insurgents} put their strength",
          "Six uses of one strength, each relative to the start: 1 is its part in {first}, the line; 2 is twice that "
          "part. The parts of all six always make the whole, so what one gains the others lose. Counted up to 3.",
          (Series("effort_militias", "against {militia}", RELATIVE),
           Series("effort_posts", "against {outposts}", RELATIVE), Series("effort_roads", "on the roads", RELATIVE),
           Series("effort_elites", "on killing those who lead", RELATIVE),
           Series("effort_towns", "on massing against towns", RELATIVE),
           Series("effort_strongmen", "on winning over {strongmen}", RELATIVE))),
    Group("neighbours", "the neighbours",
          "What {insurgents} get from abroad: indices on which 0 is nothing and 100 is everything.",
          (Series("sanctuary", "sanctuary beyond the border, above all in {neighbour}", INDEX),
           Series("recognition", "recognition of {insurgents} as a party to talk to", INDEX))),
)  # fmt: skip


def country(run: Run) -> dict[str, Any]:
    """Fans of the state and its countryside, group by group.

    Returns
    -------
    ``months, note, groups``; a group has ``group, label, text, series``; a series ``name, label, unit, relative`` and
    the fan ``median, band50, band90``: shares and indices 0-1, or multiples of the start where ``relative``.

    References
    ----------
    Model M4, M5, M6, M8, M9, M10, M11 and 9.5, in the order of ``engine.record.QUANTITIES``.
    """
    names = {**run.scenario.labels, "first": dates.in_words(dates.month(run.scenario, 0))}
    table = quantiles(run.histogram(), fans.LEVELS)
    return {
        "months": dates.months(run.scenario),
        "note": f"{fans.STANDING.format(**names)} One that has fallen is in none of these fans, so the last years are "
        "about survivors.",
        "groups": [
            {
                "group": group.name, "label": said(group.label, names), "text": said(group.text, names),
                "series": [
                    {"name": one.quantity, "label": said(one.label, names), "unit": unit(one, names),
                     "relative": one.unit == RELATIVE, **fans.fan(table[:, fans.PLACE[one.quantity]])}
                    for one in group.series
                ],
            }
            for group in GROUPS
        ],
    }  # fmt: skip


def unit(one: Series, names: Mapping[str, str]) -> str:
    """The unit as it stands over the axis; a share says of what."""
    if one.unit != SHARE:
        return one.unit
    whole = {"surrendered": "them", "capitals_fallen": "the capitals", "centres_fallen": "the centres"}
    return f"% of {whole.get(one.quantity, names['units'])}"


def said(text: str, names: Mapping[str, str]) -> str:
    """A text in the war's words, with a capital at its head and after each full stop."""
    return " ".join(words.capital(part) for part in _sentences(text.format(**names)))


def _sentences(text: str) -> list[str]:
    parts = text.split(". ")
    return [part if part.endswith(".") or i == len(parts) - 1 else f"{part}." for i, part in enumerate(parts)]
