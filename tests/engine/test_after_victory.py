"""Words, votes, victories: statements move beliefs, splinters fight on, new rulers are challenged; services, venues."""

from __future__ import annotations

import numpy as np
import pytest
import small_war

from ripeness.engine import record as rec
from ripeness.engine import streams
from ripeness.engine.loop import PLAYERS, simulate
from ripeness.strategy import events as ev

QUANTITY = {name: q for q, (name, _, _) in enumerate(rec.QUANTITIES)}
FUTURES = 4000


@pytest.fixture(scope="module")
def keys():
    return streams.keys(13, np.arange(FUTURES))


def path(results, name):
    """(future, month) of a kept quantity."""
    return results.path[:, :, QUANTITY[name]].astype(float)


def speaking(war, informativeness=0.5):
    said = np.zeros(war.months)
    said[3] = 1.0
    still = {"redraw_rate": 0.0, "turnover": war.politics.turnover * 0}
    return war._replace(politics=war.politics._replace(statement=said, informativeness=informativeness, **still))


def test_a_statement_tells_the_types_apart_and_fools_nobody_on_average(war, tables, keys):
    """V26: the belief is a martingale; d'^2 is the distance of the two types in log-odds."""
    results = simulate(speaking(war), small_war.silent(tables), keys, kept=FUTURES, maps=False, mode=PLAYERS)
    belief, resolute = path(results, "belief"), results.record[:, rec.THETA] == 1
    moved = np.log(belief / (1.0 - belief))[:, 3] - np.log(belief / (1.0 - belief))[:, 2]
    error = 4.0 * 0.5 / np.sqrt(FUTURES / 4)
    assert moved[resolute].mean() - moved[~resolute].mean() == pytest.approx(0.25, abs=error)
    assert moved[resolute].std() == pytest.approx(0.5, rel=0.1)
    assert belief[:, 3].mean() == pytest.approx(belief[:, 2].mean(), abs=4.0 * belief[:, 3].std() / np.sqrt(FUTURES))


def test_words_without_weight_move_nobody(war, tables, keys):
    quiet = small_war.silent(tables)
    hollow = simulate(speaking(war, 0.0), quiet, keys[:64], kept=64, maps=False, mode=PLAYERS)
    belief = path(hollow, "belief")
    assert np.allclose(belief, belief[:, :1])


def settling(war, tables, dissent, share):
    war = war._replace(politics=war.politics._replace(dissent_settlement=dissent, dissent_accord=0.0,
                                                      splinter_share=share))  # fmt: skip
    return war, small_war.constant(tables, {ev.INTRA: 20.0, ev.SETTLE: 20.0})


def test_a_bloc_that_is_outvoted_breaks_away_at_its_rate_and_keeps_the_war_alive(war, tables, keys):
    held = {"steady": {}, "split": {}}
    for name, dissent in (("steady", 0.0), ("split", 1e3)):
        results = simulate(*settling(small_war.world(small_war.scenario(), small_war.STEADY), tables, dissent, 0.5),
                           keys[:200], kept=200, maps=False)  # fmt: skip
        held[name] = results
    signed = held["steady"].record[:, rec.SIGN_MONTH]
    assert (signed >= 0).all()
    assert (held["steady"].record[:, rec.SPLINTER_MONTH] == -1).all()
    assert (held["split"].record[:, rec.SPLINTER_MONTH] == signed).all()
    deaths = {name: 10.0 ** path(results, "log10_deaths")[:, -6:].mean() for name, results in held.items()}
    assert deaths["split"] > 2.0 * deaths["steady"]
    assert held["steady"].record[:, rec.SETTLED_SIGN].max() >= 0 > held["split"].record[:, rec.SETTLED_SIGN].max()


def test_splinters_come_at_the_rate_of_their_dissent(war, tables, keys):
    steady = small_war.world(small_war.scenario(), small_war.STEADY)
    results = simulate(*settling(steady, tables, 0.5, 0.2), keys[:2000], maps=False)
    terms, signed = results.record[:, rec.CHI_END], results.record[:, rec.SIGN_MONTH]
    months = war.months - signed
    expected = -np.expm1(-0.5 * terms * months / 12.0)
    seen = results.record[:, rec.SPLINTER_MONTH] >= 0
    assert seen.mean() == pytest.approx(expected.mean(), abs=4.0 * np.sqrt(0.25 / len(seen)))


def test_only_those_who_take_the_capital_are_challenged_and_at_their_rate(war, tables, keys):
    falling = small_war.world(small_war.scenario(), {"cascade.base": -1.0})
    falling = falling._replace(politics=falling.politics._replace(challenge=0.3))
    record = simulate(falling, small_war.silent(tables), keys[:2000], maps=False).record
    taken = record[:, rec.CAPITAL] == 1
    assert taken.sum() > 1000
    assert ((record[:, rec.CONTESTED_AFTER] >= 0) == taken).all()
    soon = record[taken, rec.CONTESTED_AFTER] <= 36
    assert soon.mean() == pytest.approx(-np.expm1(-0.9), abs=4.0 * np.sqrt(0.25 / taken.sum()))


def still(tables, keys, **policy):
    """A still war under rows of policy named in lower case, from the first month on."""
    changed = small_war.NO_SHOCKS | small_war.NO_CHANCES | {"territory.season_amplitude": 0.0}
    war = small_war.world(small_war.scenario(), changed)
    for name, value in policy.items():
        war = small_war.policy(war, getattr(rec, name.upper()), value)
    return simulate(war, small_war.silent(tables), keys[:16], kept=16, maps=False)


def test_each_delivery_score_brings_legitimacy_by_its_own_weight(tables, keys):
    values = small_war.central(small_war.scenario())
    start = np.log(0.45 / 0.55)
    years = (np.arange(small_war.MONTHS) + 1.0) / 12.0
    base = np.log(path(still(tables, keys), "legitimacy") / (1.0 - path(still(tables, keys), "legitimacy")))
    for score in ("freedom", "economy", "relations"):
        seen = path(still(tables, keys, **{score: 0.5}), "legitimacy")
        gained = np.log(seen / (1.0 - seen)) - base
        weight, speed = values[f"government.{score}_legitimacy"], values["government.legitimacy_speed"]
        assert np.allclose(base[:, 0], start, atol=0.01)
        assert np.allclose(gained[:, :6], -0.5 * weight * np.expm1(-speed * years)[:6], rtol=0.05)


def test_a_conference_counts_as_talks_for_recognition_even_while_none_run(tables, keys):
    base, hosted = path(still(tables, keys), "recognition"), path(still(tables, keys, venue=1.0), "recognition")
    assert np.allclose(base, 0.1, atol=1e-6) and (np.diff(hosted, axis=1) > 0.0).all()


def test_night_sights_cost_the_insurgents_less_and_intelligence_more(tables, keys):
    dark, usual, seen = (path(still(tables, keys, exposure=x), "strength")[:, -1] for x in (-0.1, 0.0, 0.1))
    assert (dark > usual).all() and (usual > seen).all()
