"""Blocs in the solved game: what it is worth to each, how they vote, and the limits in which they are one leader."""

from __future__ import annotations

import numpy as np
import pytest
from tests.strategy import small_game
from tests.strategy.small_game import LEANINGS, TINY, back, central

from ripeness.strategy import events as ev
from ripeness.strategy import votes
from ripeness.strategy.blocs import at_rest, coalitions, collective
from ripeness.strategy.game import CONSENTS, by_insurgents
from ripeness.strategy.hazards import acceptance
from ripeness.strategy.layout import board, inside
from ripeness.strategy.outlook import successors
from ripeness.strategy.solver import solve

ALONE = (ev.OPEN, ev.CLOSE_INSURGENT, ev.WALK_INSURGENT, ev.RENEGE_INSURGENT)
WITH_GOVERNMENT = (ev.INTRA, ev.CEASEFIRE, ev.SETTLE)


def game(blocs=3, **changed):
    return small_game.game(central(**changed), leanings=LEANINGS[:blocs])


def solved(played):
    return solve(played, TINY, horizon=1.0, keep_values=True, channels=True)


def stored(solution, event):
    """Hazard of an event on the first day by node, 0 where it cannot happen; the resolute type's for the patron."""
    if event < ev.PATRON_EVENTS:
        log = solution.patron[1, 0, :, event]
    else:
        log = solution.common[0, :, event - ev.PATRON_EVENTS]
    return np.where(log > -59, np.exp(log.astype(float)), 0.0)


def by_definition(solution, played, event):
    """The same from the gains of the blocs: opportunity x vote, of the government or the patron too where it signs."""
    bias = played.bias_joint if event in CONSENTS else played.bias_single
    precision = played.precision
    gains = votes.gains(solution, played, event)
    yes = [acceptance(gain, bias, precision[0]) for gain in gains]
    consent = collective(*yes, *[0.0] * (4 - len(yes)), coalitions(played.bloc_weights, played.bloc_quorum))
    row = {**dict.fromkeys(WITH_GOVERNMENT, 1), ev.ACCORD: 3}.get(event)
    if row is not None:
        value = solution.values[row, 0].astype(float)
        nodes, weights, _ = successors(solution, played, 0, event)
        gain = value[nodes[:, 0]] * weights[:, 0] + value[nodes[:, 1]] * weights[:, 1] - value
        lump = played.accord_value[1] if event == ev.ACCORD else 0.0
        consent = consent * acceptance(gain + lump, bias, precision[1 if event in WITH_GOVERNMENT else 2])
    return played.nu[event] * consent


@pytest.mark.parametrize("blocs", [1, 2, 3, 4])
@pytest.mark.parametrize("event", [*ALONE, *WITH_GOVERNMENT, ev.ACCORD], ids=lambda e: ev.NAMES[e])
def test_every_step_of_the_insurgents_is_put_to_the_vote(event, blocs):
    """Model 3.7: at every state the hazard is the opportunity times the chance that a coalition meets the quorum."""
    played = game(blocs)
    solution = solved(played)
    expected, found = by_definition(solution, played, event), stored(solution, event)
    possible = np.isfinite(expected) & (found > 0)
    assert possible.any() and (found[np.isnan(expected)] == 0).all()
    assert found[possible] == pytest.approx(expected[possible], rel=2e-3)


@pytest.mark.parametrize("blocs", [2, 3, 4])
def test_what_the_war_is_worth_to_the_blocs_averages_to_what_it_is_worth_to_their_side(blocs):
    played = game(blocs)
    walk = back(played, channels=True)
    nodes = inside(walk.value, TINY, walk.rules)
    own, channels = nodes[5 : 5 + blocs], nodes[5 + blocs :]
    assert np.abs(np.tensordot(played.bloc_weights, own, 1) - nodes[0]).max() < 1e-12
    assert np.abs(np.tensordot(played.bloc_channels, channels, 1) - own).max() < 1e-12
    assert np.abs(own - nodes[0]).max() > 1e-3


@pytest.mark.parametrize("blocs", [2, 3, 4])
def test_without_precision_blocs_give_the_reference_hazards_back(blocs):
    """V27."""
    played = small_game.game(central(), leanings=LEANINGS[:blocs], base_rate=True)
    walk = back(played)
    common, patron = small_game.stored(walk)
    for event in (*ALONE, *WITH_GOVERNMENT):
        log = common[:, event - ev.PATRON_EVENTS]
        assert np.exp(log[log > -59].astype(float)) == pytest.approx(played.reference[event], rel=1e-5), event
    log = patron[:, :, ev.ACCORD]
    assert np.exp(log[log > -59].astype(float)) == pytest.approx(played.reference[ev.ACCORD], rel=1e-5)
    assert played.nu[ev.CUT] == small_game.game().nu[ev.CUT]


@pytest.mark.parametrize("leanings", [(), LEANINGS[:1]], ids=["none", "one"])
def test_a_war_without_blocs_or_with_one_is_that_of_a_single_leader_to_the_last_bit(leanings):
    plain, played = small_game.game(), small_game.game(leanings=leanings)
    assert board(played, TINY).seats == 0 and (played.nu == plain.nu).all()
    one, two = back(plain), back(played)
    assert one.value.shape == two.value.shape and (one.value == two.value).all()


def test_a_bloc_that_has_the_votes_decides_alone():
    """V37 in the solved game: w > q; what the others weigh is of no consequence."""
    played = game(3, leadership__first=0.7, leadership__quorum=0.6)
    solution = solved(played)
    for event in ALONE:
        gain = votes.gains(solution, played, event)[0]
        expected = played.nu[event] * acceptance(gain, played.bias_single, played.precision[0])
        found = stored(solution, event)
        assert found[found > 0] == pytest.approx(expected[found > 0], rel=2e-3)
    others = played.bloc_channels.copy()
    others[1:] = others[:0:-1]
    same = back(played._replace(bloc_channels=others)).value[:5]
    assert np.abs(same - back(played).value[:5]).max() < 1e-12


def test_at_a_full_quorum_every_bloc_of_the_solved_game_has_a_veto():
    """V37: q = 1 is the product of all."""
    played = game(3, leadership__quorum=1.0)
    solution = solved(played)
    for event in ALONE:
        gains = votes.gains(solution, played, event)
        each = [acceptance(gain, played.bias_single, played.precision[0]) for gain in gains]
        found = stored(solution, event)
        expected = played.nu[event] * np.prod(each, axis=0)
        assert found[found > 0] == pytest.approx(expected[found > 0], rel=2e-3)


def test_blocs_that_see_alike_and_choose_sharply_are_one_leader():
    """V37: the acceptance of identical blocs is that of one leader as lambda grows, at the same gains."""
    alike = [[1.0] * 5] * 3
    sharp = central() | {"choice.precision_insurgent": 40000.0}
    played = small_game.game(sharp, leanings=alike)
    solution = solved(played)
    for event in ALONE:
        gain = votes.gains(solution, played, event)[0]
        found = stored(solution, event) / played.nu[event]
        clear = np.isfinite(gain) & (np.abs(gain) > 0.001)
        assert clear.any()
        one = acceptance(gain[clear], played.bias_single, 40000.0)
        assert found[clear] == pytest.approx(one, abs=1e-6)


def test_names_of_blocs_do_not_matter():
    values = {"leadership.first": 0.5, "leadership.second": 0.5, "leadership.quorum": 0.7}
    turned = {"leadership.first": 0.25, "leadership.second": 1 / 3, "leadership.quorum": 0.7}
    one = small_game.game(central() | values, leanings=LEANINGS[:3])
    two = small_game.game(central() | turned, leanings=(LEANINGS[1], LEANINGS[2], LEANINGS[0]))
    two_order = two.bloc_weights[[2, 0, 1]]
    assert two_order == pytest.approx([0.5, 0.25, 0.25])
    assert np.abs(back(one).value[:5] - back(two).value[:5]).max() < 1e-10


def test_two_blocs_of_the_same_weight_can_only_act_together():
    """Each is half: below half a quorum either decides, above it both must."""
    values = {"leadership.first": 0.5, "leadership.quorum": 0.6}
    played = small_game.game(central() | values, leanings=LEANINGS[:2])
    once = votes.vote(played, ev.OPEN, np.array([0.05, -0.05]))
    assert once.carried == pytest.approx(once.consent.prod())
    assert once.outvoted == pytest.approx([0.0, 0.0], abs=1e-12)
    assert once.overruled[0] > 0.5 > once.overruled[1]


def test_who_is_out_voted_adds_up_with_who_carries():
    played = game(3, leadership__quorum=0.5)
    once = votes.vote(played, ev.INTRA, np.array([0.03, -0.08, 0.01]))
    for_it = once.consent
    kept = (1 - once.outvoted) * once.carried + once.overruled * (1 - once.carried)
    assert kept == pytest.approx(for_it, abs=1e-12)
    dictator = played.bloc_weights[0] > 0.5
    assert dictator and once.outvoted[0] == pytest.approx(0, abs=1e-12) and once.outvoted[1] > 0.9


def test_opportunities_are_scaled_for_the_events_the_insurgents_consent_to_and_no_other():
    values = central()
    one, three = small_game.game(values), small_game.game(values, leanings=LEANINGS[:3])
    for event in range(ev.DECIDED):
        if by_insurgents(event):
            bias = values["hazard.bias_joint" if event in CONSENTS else "hazard.bias_single"]
            scale = at_rest(values, 3, 1 / (1 + np.exp(-bias)))
            assert three.nu[event] * scale == pytest.approx(one.nu[event], rel=1e-12)
        else:
            assert three.nu[event] == one.nu[event]
