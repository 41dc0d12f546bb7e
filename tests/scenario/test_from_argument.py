"""A plain list becomes an argument that checks, and whose claims wait for their experiments."""

from __future__ import annotations

import pytest

from ripeness.errors import SettingsError
from ripeness.scenario.folder import scenario_names
from ripeness.scenario.from_argument import argument_files, read_list
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario

LIST = """\
# a comment

3. The state can stand alone: "even" without money.
- A date takes away the reason to settle # and says so.
¶ 12: Leaving early costs less.
No number here
"""


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(LIST, encoding="utf-8")
    return read_list(path)


def test_every_line_is_a_claim_with_its_paragraph_where_it_has_one(claims):
    assert [claim.paragraph for claim in claims] == [3, 2, 12, 4]
    assert claims[0].text == 'The state can stand alone: "even" without money.'
    assert claims[2].text == "Leaving early costs less."


@pytest.mark.parametrize("like", ["", "afghanistan-2018"])
@pytest.mark.parametrize("patron", [True, False])
def test_the_scaffold_has_no_problems_and_every_claim_waits(tmp_path, claims, like, patron):
    if like and not patron:
        pytest.skip("a copied war has the patron it has")
    folder = new_scenario(tmp_path, "mine", patron=patron, like=like, argument=argument_files(claims))
    assert check_scenario(folder) == ()
    war = load_scenario(folder)
    assert war.name == "mine" and list(war.claims) == ["A1", "A2", "A3", "A4"]
    assert [claim.text for claim in war.claims.values()] == [claim.text for claim in claims]
    assert all(war.experiments[test].awaits for claim in war.claims.values() for test in claim.test.experiments)


def test_a_copied_war_is_the_same_war(tmp_path, claims):
    for like in scenario_names():
        own = load_scenario(like)
        other = load_scenario(new_scenario(tmp_path, f"my-{like}", like=like, argument=argument_files(claims)))
        assert {n: e.args for n, e in own.parameters.items()} == {n: e.args for n, e in other.parameters.items()}
        assert own.districts == other.districts and own.packages == other.packages


@pytest.mark.parametrize("text", ["", "# nothing\n\n", "x" * 700])
def test_a_list_that_will_not_do_is_refused(tmp_path, text):
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        read_list(path)
    with pytest.raises(SettingsError):
        read_list(tmp_path / "none.txt")


def test_a_war_nobody_knows_cannot_be_copied(tmp_path):
    with pytest.raises(SettingsError, match="no built-in scenario"):
        new_scenario(tmp_path, "mine", like="afghanistan-2019")
    assert not (tmp_path / "mine").exists()
