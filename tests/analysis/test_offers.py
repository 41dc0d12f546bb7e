"""A draft accord is worth what it changes: nothing for nothing, blocs add up, the smallest change is the smallest."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ripeness.analysis.offering import change
from ripeness.analysis.offering.change import changes, smallest
from ripeness.analysis.offering.gains import PARTIES, Desk, Gains, by_bloc, settled_worth
from ripeness.analysis.offering.signing import Signed, Text, idle, signed, text_of
from ripeness.analysis.offering.weighing import wedges, weigh
from ripeness.errors import ScenarioError, SettingsError, SolverError
from ripeness.scenario import yaml_safe
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.offers import FIELDS, POWER_SHARE, Offer, Wording, find_offer
from ripeness.scenario.problems import Problems
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.offer_text import offer_text

PAGE = (Path(__file__).resolve().parents[2] / "docs/offers.md").read_text(encoding="utf-8")
DRAFT, WORDINGS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
WAR = load_scenario("afghanistan-2018")
OFFERS = WAR.offers
NOTHING = Text(("stay", "later", "none", "none", "none", "none", "politics-later"), None)
BEST = {name: len(getattr(OFFERS.fields, name).values) for name in FIELDS}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(WAR)


def texts() -> dict[str, Text]:
    return {name: text_of(offer) for name, offer in OFFERS.offers.items()}


# --- gains


def test_a_text_that_changes_nothing_is_worth_nothing(desk):
    linkage = OFFERS.fields.linkage
    still = linkage.values["politics-later"].model_copy(update={"talks": WAR.start["talks"]})
    values = {**linkage.values, "politics-later": still}
    fields = OFFERS.fields.model_copy(update={"linkage": linkage.model_copy(update={"values": values})})
    held = desk.scenario
    desk.scenario = held.__class__(**{**vars(held), "offers": OFFERS.model_copy(update={"fields": fields})})
    try:
        assert desk.gains(NOTHING).gains == pytest.approx(np.zeros(4))
    finally:
        desk.scenario = held


def test_a_larger_share_that_nobody_can_take_back_is_worth_more_to_the_insurgents_and_less_to_the_government():
    """Where it can be taken back a better share can cost: it moves the other side to break the settlement."""
    found = Desk(load_scenario("afghanistan-2018", ["hazard.renege=0"])).gains(texts()["conditions-based"])
    assert (np.diff(found.by_knot[:, 0]) > 0).all() and (np.diff(found.by_knot[:, 1]) < 0).all()


def test_inside_the_acceptable_shares_nobody_loses_and_outside_somebody_does(desk):
    text = texts()["conditions-based"]
    low, high = desk.gains(text).between()
    assert low < high
    for share, suits in (
        (low, True),
        ((low + high) / 2, True),
        (high, True),
        (low - 0.02, False),
        (high + 0.02, False),
    ):
        assert (desk.gains(text._replace(share=share)).gains >= -1e-9).all() == suits


def test_what_blocs_gain_adds_up_by_their_votes_to_what_the_leadership_gains(desk):
    for text in (texts()["conditions-based"], texts()["doha-2020"]):
        found = desk.gains(text)
        own = by_bloc(desk, text, found)
        weights = desk.solved(()).game.bloc_weights
        assert len(own) == len(weights) and weights @ list(own.values()) == pytest.approx(found.gains[0], abs=2e-4)


def test_a_text_over_the_governments_head_gives_it_nothing(desk):
    found = desk.gains(texts()["doha-2020"])
    assert found.gains[PARTIES.index("government")] < 0 < found.gains[PARTIES.index("insurgent")]
    assert found.share is None and found.between() is None


def test_a_settlement_that_hands_over_the_capital_costs_the_patron_its_blame(desk):
    game = desk.solved(()).game
    worth = [settled_worth(game, share)[2] for share in (0.3, 0.5, 0.7, 0.95)]
    assert worth[0] > worth[1] > worth[2] > 0 > worth[3]
    assert settled_worth(game, game.terms_reference)[2] == pytest.approx(game.settlement_value)
    assert worth[3] == pytest.approx(0.05 * game.settlement_value / (1 - game.terms_reference) - game.blame)


# --- where signing leads


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("conditions-based", Signed(3, 1, 4, ("insurgent", "government", "patron"))),
        ("paris-1973", Signed(1, 0, 3, ("insurgent", "government", "patron"))),
        ("geneva-1988", Signed(1, 0, 0, ("patron", "government"))),
        ("doha-2020", Signed(3, 1, 1, ("patron", "insurgent"))),
    ],
)
def test_an_offer_of_the_library_leads_to_its_state(name, state):
    assert signed(OFFERS, texts()[name], WAR.start, 4) == state


def test_a_condition_that_signing_does_not_fulfil_stays_one():
    text = texts()["conditions-based"]._replace(wordings=("on-a-goal", *texts()["doha-2020"].wordings[1:]))
    assert signed(OFFERS, text, WAR.start, 4).commitment == 2


def test_parts_of_a_text_that_move_nothing_are_named():
    text = texts()["doha-2020"]._replace(share=0.4)
    found = dict(idle(WAR, text, signed(OFFERS, text, WAR.start, 4)))
    assert "settles nothing" in found["power_share"]
    for field, wording in zip(FIELDS, text.wordings, strict=True):
        said = getattr(OFFERS.fields, field).values[wording]
        built = all(WAR.levers[pull.lever].effects for pull in said.pulls)
        assert built or "not built" in found[field]


# --- the smallest change


class Pretended(Desk):
    """Gains by a rule instead of a game: a party gains once the text has what it wants."""

    def __init__(self, wants, games=False) -> None:
        super().__init__(WAR)
        self.wants, self.weighed = wants, 0

    def prepare(self, wanted, channels=False) -> None:
        list(wanted)

    def gains(self, text, without=()) -> Gains:
        self.weighed += 1
        gains = np.array([want(text) for want in self.wants], dtype=float)
        return Gains(Signed(3, 0, 4, ("insurgent",)), text.share, gains, np.zeros(0), np.zeros((0, 4)))


def place(text: Text, field: str) -> int:
    return list(getattr(OFFERS.fields, field).values).index(text.wordings[FIELDS.index(field)])


def test_one_field_is_changed_where_one_is_enough_and_by_as_little_as_helps():
    wants = [lambda t: place(t, "guarantor") - 2, lambda t: 1, lambda t: 1, lambda t: 1]
    found = smallest(Pretended(wants), NOTHING)
    assert found.opens and found.change.fields == ("guarantor",) and found.change.steps == 2


def test_two_fields_are_changed_where_one_is_not_enough(monkeypatch):
    monkeypatch.setattr(change, "MOST_GAMES", 10**6)
    wants = [lambda t: place(t, "guarantor") - 1, lambda t: place(t, "prisoners") - 1, lambda t: 1, lambda t: 1]
    found = smallest(Pretended(wants), NOTHING)
    assert found.opens and set(found.change.fields) == {"guarantor", "prisoners"} and found.change.steps == 2


def test_the_search_finds_what_looking_at_every_text_finds(monkeypatch):
    monkeypatch.setattr(change, "MOST_GAMES", 10**6)
    rng = np.random.default_rng(5)
    text = texts()["conditions-based"]._replace(share=0.5)
    for _ in range(5):
        likes = {field: rng.normal(size=n) for field, n in BEST.items()}
        wants = [lambda t, w=w, likes=likes: sum(likes[f][place(t, f)] * (1 + 0.1 * w) for f in FIELDS) - 2.5 + t.share
                 for w in range(4)]  # fmt: skip
        found = smallest(Pretended(wants), text)
        good = [way for way in changes(OFFERS, text) if min(want(way.text) for want in wants) >= 0]
        assert found.opens == bool(good)
        if good:
            assert found.change.steps == min(way.steps for way in good)


def test_where_nothing_helps_the_nearest_text_is_given_and_the_count_of_those_left_out():
    found = smallest(Pretended([lambda t: -1 - place(t, "guarantor")] * 4), NOTHING._replace(share=0.5))
    assert not found.opens and found.gains.gains.max() == -1 and found.left_out > 0
    assert found.looked_at + found.left_out == len(list(changes(OFFERS, NOTHING._replace(share=0.5))))


def test_every_change_is_of_one_field_or_two_and_counts_its_steps():
    text = texts()["doha-2020"]._replace(share=0.4)
    for way in changes(OFFERS, text):
        moved = [f for f, a, b in zip(FIELDS, text.wordings, way.text.wordings, strict=True) if a != b]
        moved += [POWER_SHARE] if way.text.share != text.share else []
        steps = sum(abs(place(way.text, f) - place(text, f)) for f in moved if f != POWER_SHARE)
        steps += round(abs(way.text.share - text.share) / OFFERS.fields.power_share.step)
        assert set(moved) == set(way.fields) and 1 <= len(moved) <= 2 and steps == way.steps


def test_the_wedge_named_is_the_one_whose_absence_helps_most():
    class Wedged(Pretended):
        def gains(self, text, without=()) -> Gains:
            if without == ("optimism",):
                raise SolverError("no")
            helped = {"rents": 0.3, "commitment": 0.1}.get(without[0], -0.2) if without else 0.0
            base = super().gains(text)
            return base._replace(gains=base.gains + np.array([0.0, helped, 0.0, 0.0]))

    desk = Wedged([lambda t: -1, lambda t: -0.2, lambda t: 1, lambda t: 1])
    (found,) = wedges(desk, NOTHING, desk.gains(NOTHING), ["insurgent", "government"])
    assert (found.party, found.wedge, found.turns) == ("government", "rents", True)
    assert found.gain == pytest.approx(0.1)


# --- the page and the words


def test_the_draft_on_the_page_is_weighed_and_told_in_the_wars_own_names(tmp_path):
    file = tmp_path / "draft.yaml"
    file.write_text(DRAFT, encoding="utf-8")
    found = weigh(WAR, find_offer(WAR, file), worlds=1)
    assert [field for field, _, _ in found.fields] == [*FIELDS[:4], POWER_SHARE, *FIELDS[4:]]
    data = found.as_dict()
    assert {one["party"] for one in data["gains"]} == set(PARTIES) and data["power_share"] == 0.4
    assert all(one["gains_in"] in (None, 0.0, 1.0) for one in data["gains"])
    for width in (60, 100):
        text = offer_text(found, width)
        assert "The Taliban" in text and "Kabul" in text and "Washington if it wants out" in text
        assert not re.search(r"\b[TGP]\b|_|None", text.replace("None\n", "")), text
        assert max(map(len, text.splitlines())) <= width + 30  # a long name of a bloc is not cut in two


def test_the_wordings_on_the_page_are_such():
    document = yaml_safe.read_yaml(WORDINGS.encode(), "page", Problems())
    for wording in document.data["fields"]["guarantor"]["values"].values():
        assert Wording.model_validate(wording).label


def test_an_offer_may_be_refused_with_every_fault_at_its_line(tmp_path):
    file = tmp_path / "draft.yaml"
    text = DRAFT.replace("withdrawal: slow", "withdrawal: slwo").replace("power_share: 0.4", "power_share: 0.99")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        find_offer(WAR, file)
    by_key = {problem.key: problem for problem in caught.value.problems}
    assert by_key["withdrawal"].line == 2 and "Did you mean 'slow'?" in by_key["withdrawal"].remedy
    assert by_key["power_share"].line == 6 and by_key["power_share"].file == "draft.yaml"
    file.write_text(DRAFT.replace("havens:", "heavens:"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="heavens"):
        find_offer(WAR, file)


def test_an_unknown_offer_and_a_war_without_wordings_are_refused_with_a_remedy(tmp_path):
    with pytest.raises(SettingsError, match="Did you mean 'doha-2020'"):
        find_offer(WAR, "doha-2012")
    small = load_scenario(new_scenario(tmp_path, "small"))
    with pytest.raises(SettingsError, match=r"offers\.yaml"):
        find_offer(small, "doha-2020")
    with pytest.raises(SettingsError):
        weigh(WAR, OFFERS.offers["doha-2020"], worlds=-1)


def test_a_fault_of_the_wordings_is_found_when_the_scenario_is_checked(tmp_path):
    war = new_scenario(tmp_path, "small")
    one = "{label: One, values: {none: {label: None}}}"
    fields = "\n".join(f"  {name}: {one}" for name in FIELDS if name not in ("linkage", "guarantor"))
    text = f"""fields:
{fields}
  power_share: {{label: Share}}
  guarantor:
    label: Guarantor
    values: {{none: {{label: None}}, some: {{label: Some, pulls: [{{lever: L1, to: 0.1}}]}}}}
  linkage:
    label: Linkage
    values:
      together: {{label: Together, settles: true}}
offers: {{}}
"""
    before = load_scenario(war).hash
    (war / "offers.yaml").write_text(text, encoding="utf-8")
    found = {problem.key: problem for problem in check_scenario(war)}
    assert set(found) == {
        "fields.guarantor.values.some.pulls[0].lever", "fields.linkage.values.together.signed_by"
    }  # fmt: skip
    (war / "offers.yaml").write_text(
        text.replace("lever: L1,", "lever: L01,").replace("settles: true", "settles: true, signed_by: [insurgent]"),
        encoding="utf-8",
    )
    assert check_scenario(war) == () and load_scenario(war).hash == before


def test_every_offer_of_the_library_names_its_source():
    for name, offer in OFFERS.offers.items():
        assert isinstance(offer, Offer) and offer.source in WAR.sources, name
    assert {"conditions-based", "paris-1973", "geneva-1988", "doha-2020"} <= set(OFFERS.offers)


def test_a_text_past_the_information_date_says_so():
    late = SimpleNamespace(offer=OFFERS.offers["doha-2020"], scenario=WAR)
    from ripeness.views.offer_text import _published

    assert "after the information date" in _published(late)
    late.offer = OFFERS.offers["paris-1973"]
    assert _published(late) == ""


def test_products_of_wordings_all_lead_somewhere():
    values = [list(getattr(OFFERS.fields, name).values) for name in ("withdrawal", "ceasefire", "linkage")]
    for withdrawal, ceasefire, linkage in product(*values):
        text = Text((withdrawal, ceasefire, "none", "none", "none", "none", linkage), None)
        state = signed(OFFERS, text, WAR.start, 4)
        assert state.commitment == 0 or state.posture >= 2
        assert 0 <= state.talks <= 4 and state.signed_by
