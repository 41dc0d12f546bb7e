"""Endings and flags: exhaustive, exclusive, and history coded as model 3.11 codes it (V51)."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.engine import record as rec
from ripeness.ensemble.classes import CLASS_OF, CLASSES, DISPLAY, FLAGS, NOT_BUILT, SUBCLASSES, names
from ripeness.ensemble.outcomes import Rules, classify, rules
from ripeness.scenario.load import load_scenario
from ripeness.views import palette

MONTHS = 73
RULES = Rules(MONTHS)
MONTH_COLUMNS = (
    "sign_month", "first_settled_sign", "exit_month", "accord_month", "intra_month", "ceasefire_month", "order_month",
    "first_capital_lost_month", "first_sign_month", "first_exit_month", "handover_month",
    "splinter_month", "contested_after",
)  # fmt: skip


def row(**values: float) -> np.ndarray:
    """One record: a war that goes on with the main force, changed where said."""
    record = np.zeros(len(rec.COLUMNS))
    for name in ("collapse_month", "collapse_r", "collapse_k", "chi", *MONTH_COLUMNS, "settled_sign", "cut_month"):
        record[rec.COLUMNS.index(name)] = -1
    base = {"months_run": MONTHS, "r": 3, "n": 1, "deaths_last12": 20_000}
    for name, value in {**base, **values}.items():
        record[rec.COLUMNS.index(name)] = value
    return record


def ending(**values: float) -> str:
    return SUBCLASSES[int(classify(row(**values)[None], RULES).sub[0])]


def raised(rules: Rules = RULES, **values: float) -> set[str]:
    return {flag for flag, up in zip(FLAGS, classify(row(**values)[None], rules).flags[0], strict=True) if up}


def fell(month: int, capital: int, r: int, k: int = 0, left: int = -1) -> dict[str, float]:
    return {
        "collapse_month": month, "collapse_r": r, "collapse_k": k, "capital": capital, "months_run": month + 1,
        "r": r, "k": k, "exit_month": left, "first_exit_month": left,
    }  # fmt: skip


@pytest.fixture(scope="module")
def random_records() -> np.ndarray:
    """A hundred thousand rows, most of which no war could leave behind."""
    luck = np.random.default_rng(51)
    n = 100_000
    rows = np.zeros((n, len(rec.COLUMNS)))
    for name in MONTH_COLUMNS:
        rows[:, rec.COLUMNS.index(name)] = np.where(luck.random(n) < 0.5, -1, luck.integers(0, MONTHS, n))
    down = luck.random(n) < 0.4
    rows[:, rec.COLLAPSE_MONTH] = np.where(down, luck.integers(0, MONTHS, n), -1)
    rows[:, rec.R_END] = luck.integers(0, 4, n)
    rows[:, rec.K_END] = luck.integers(0, 3, n) * (rows[:, rec.R_END] >= 2)
    rows[:, rec.COLLAPSE_R] = np.where(down, rows[:, rec.R_END], -1)
    rows[:, rec.COLLAPSE_K] = np.where(down, rows[:, rec.K_END], -1)
    rows[:, rec.EXIT_MONTH] = np.where(rows[:, rec.R_END] >= 2, -1, rows[:, rec.EXIT_MONTH])
    rows[:, rec.CAPITAL] = np.where(down, luck.integers(1, 3, n), luck.integers(0, 3, n))
    rows[:, rec.N_END] = luck.integers(0, 5, n)
    rows[:, rec.PEACE_MONTHS] = luck.integers(0, 13, n)
    rows[:, rec.PARTITION] = luck.integers(0, 2, n)
    rows[:, rec.FRONT_MOVE] = luck.random(n) * 0.1
    rows[:, rec.WEAK_MONTHS] = luck.integers(0, 20, n)
    rows[:, rec.DEATHS_LAST12] = 10 ** luck.uniform(2, 5, n)
    rows[:, rec.MONTHS_RUN] = np.where(down, rows[:, rec.COLLAPSE_MONTH] + 1, MONTHS)
    rows[:, rec.XBAR_12], rows[:, rec.XBAR_END] = luck.normal(0, 1, n), luck.normal(0, 1, n)
    rows[:, rec.RELAPSES] = luck.integers(0, 2, n)
    rows[:, rec.OPEN_MONTHS] = luck.integers(0, MONTHS, n)
    rows[:, rec.LOCAL_PEACE_MONTHS] = luck.integers(0, 13, n)
    rows[:, rec.CAPITALS_INSURGENT] = np.where(luck.random(n) < 0.5, 0.0, luck.random(n))
    rows[:, rec.COHESION_END] = luck.random(n) * 0.6
    rows[:, rec.REGIONS_LEFT] = luck.integers(0, 5, n)
    return rows


def by_the_text(record: np.ndarray) -> str:
    """Model 3.11 read aloud, one future, no arrays."""
    at = dict(zip(rec.COLUMNS, record, strict=True))
    has_fallen = at["collapse_month"] >= 0
    if at["capital"] == 1:
        if at["handover_month"] >= 0:
            return "1e"
        if not has_fallen:
            return "1a"
        if at["collapse_r"] >= 2:
            return "1b" if at["collapse_k"] == 1 else "1a"
        tau = at["collapse_month"] - at["exit_month"] if at["exit_month"] >= 0 else 0
        return "1b" if tau < 6 else "1c" if tau < 36 else "1d"
    if has_fallen:
        return "4"
    if at["n"] == 4 and at["peace_months"] >= 6:
        return "2a" if at["r"] >= 2 else "2b"
    if at["partition"] and at["front_move"] < 0.05:
        return "3"
    if at["capital"] == 2 or (at["cohesion_end"] < 0.15 and at["regions_left"] >= 2):
        return "4"
    if at["weak_months"] >= 12:
        return "5a"
    if at["deaths_last12"] < 1000 and at["months_run"] >= 12:
        return "5b"
    if at["r"] >= 2:
        change = at["xbar_end"] - at["xbar_12"]
        return "6a" if change > 0.1 else "6c" if change < -0.1 else "6b"
    return "7a" if at["r"] == 1 else "7b"


def test_every_future_has_exactly_one_class_and_a_subclass_of_it(random_records):
    found = classify(random_records, RULES)
    assert found.code.shape == found.sub.shape == (100_000,)
    assert (found.sub >= 0).all()
    assert (found.code == np.array(CLASS_OF)[found.sub]).all()
    assert set(np.unique(found.sub)) == set(range(len(SUBCLASSES)))


def test_the_table_of_rules_says_what_the_text_says(random_records):
    sample = random_records[::10]
    found = classify(sample, RULES).sub
    assert [SUBCLASSES[i] for i in found] == [by_the_text(record) for record in sample]


def test_flags_agree_with_the_record_and_with_each_other(random_records):
    found = classify(random_records, RULES)
    flag = {name: found.flags[:, i] for i, name in enumerate(FLAGS)}
    for name in NOT_BUILT:
        assert not flag[name].any()
    for name in set(FLAGS) - set(NOT_BUILT):
        assert flag[name].any() and not flag[name].all(), name
    assert (random_records[flag["F1"], rec.FIRST_SETTLED_SIGN] <= 4).all()
    assert (random_records[flag["F5"], rec.FIRST_EXIT] <= 24).all()
    assert not (flag["F11"] & (random_records[:, rec.FIRST_SIGN] >= 0)).any()
    rapid = np.isin(found.sub, [SUBCLASSES.index("1b"), SUBCLASSES.index("1c")])
    assert not (flag["F10"] & rapid).any()
    assert flag["F8"][found.code == CLASSES.index("O1")].all()


def test_afghanistan_2021_is_a_rapid_collapse_after_an_accord():
    # Accord Feb 2020 (dated withdrawal), talks of the two sides Sep 2020, fall Aug 2021 with the last troops leaving.
    facts = dict(fell(32, 1, 2, 1), accord_month=14, order_month=14, intra_month=21)
    assert ending(**facts) == "1b"
    flags = raised(**facts)
    assert {"F2", "F3", "F4"} <= flags
    assert not {"F1", "F5", "F10"} & flags


def test_south_vietnam_is_a_decent_interval_without_relapse():
    # Counted from June 1969: accord Jan 1973, exit Mar 1973, fall Apr 1975; the accord never stopped the fighting.
    war = Rules(119)
    facts = dict(fell(70, 1, 1, 0, left=45), accord_month=43, order_month=0)
    assert SUBCLASSES[int(classify(row(**facts)[None], war).sub[0])] == "1c"
    flags = raised(war, **facts)
    assert "F2" in flags
    assert not {"F1", "F9", "F10"} & flags


def test_afghanistan_1989_to_1991_survives_with_aid_and_falls_when_it_ends():
    assert ending(r=1, n=0, exit_month=0, first_exit_month=0) == "7a"
    assert ending(**fell(40, 1, 0, 0, left=3)) == "1d"
    assert ending(**fell(4, 1, 0, 0, left=1)) == "1b"


@pytest.mark.parametrize(
    ("months_after_exit", "expected"), [(0, "1b"), (5, "1b"), (6, "1c"), (35, "1c"), (36, "1d"), (60, "1d")]
)
def test_the_interval_names_the_collapse(months_after_exit, expected):
    assert ending(**fell(10 + months_after_exit, 1, 1, left=10)) == expected


def test_a_fall_under_the_main_force_is_no_exit_unless_a_date_was_set():
    assert ending(**fell(12, 1, 3, 0)) == "1a"
    assert ending(**fell(12, 1, 3, 2)) == "1a"
    assert ending(**fell(12, 1, 3, 1)) == "1b"


def test_a_state_that_falls_to_nobody_is_fragmentation_even_on_paper_at_peace():
    assert ending(**{**fell(50, 2, 1, left=20), "n": 4, "peace_months": 20, "partition": 1}) == "4"


def test_paper_peace_is_no_settlement():
    assert ending(n=4, sign_month=70, peace_months=2) == "6b"
    assert ending(n=4, sign_month=40, peace_months=6) == "2a"
    assert ending(n=4, sign_month=40, peace_months=6, r=1) == "2b"


def test_signed_terms_that_hand_over_the_capital_are_a_takeover():
    assert ending(n=4, chi=0.9, peace_months=20, handover_month=50, capital=1, r=0) == "1e"


def test_the_missed_bargain_is_not_missed_once_something_was_signed():
    assert "F11" in raised(open_months=12)
    assert "F11" not in raised(open_months=11)
    assert "F11" not in raised(open_months=40, first_sign_month=60)


def test_a_state_without_cohesion_that_two_regions_left_is_fragmentation():
    assert ending(cohesion_end=0.14, regions_left=2) == "4"
    assert ending(cohesion_end=0.14, regions_left=1) == "6b"
    assert ending(cohesion_end=0.15, regions_left=4) == "6b"
    assert ending(cohesion_end=0.1, regions_left=3, partition=1, n=0) == "3"  # asked for before
    assert ending(**{**fell(50, 1, 1, left=20), "cohesion_end": 0.1, "regions_left": 3}) == "1c"


def test_a_capital_that_nobody_holds_is_fragmentation():
    assert ending(capital=2, split_months=3, r=0) == "4"


def test_local_peace_lasts_half_a_year():
    assert "F7" in raised(local_peace_months=6)
    assert "F7" not in raised(local_peace_months=5)


def test_a_capital_lost_in_the_month_of_the_fall_is_lost():
    assert "F8" not in raised()
    assert "F8" in raised(first_capital_lost_month=0)
    assert "F8" in raised(**{**fell(50, 2, 1, left=20), "capitals_insurgent": 0.1})
    assert "F8" in raised(capital=1, handover_month=60, n=4)


def test_an_exit_is_responsible_only_when_three_years_have_been_seen():
    assert "F10" in raised(r=1, exit_month=36, first_exit_month=36)
    assert "F10" not in raised(r=1, exit_month=37, first_exit_month=37)
    assert "F10" in raised(**fell(60, 1, 1, left=24))
    assert "F10" not in raised(**fell(59, 1, 1, left=24))


def test_a_dated_truce_counts_as_a_ceasefire():
    assert "F6" not in raised()
    assert "F6" in raised(Rules(MONTHS, has_truce=True))


def test_the_flagship_asks_about_april_2019_and_the_end_of_2020():
    scenario = load_scenario("afghanistan-2018")
    own = rules(scenario)
    assert (own.months, own.settled_by, own.left_by, own.quiet_deaths) == (73, 4, 24, 1000.0)
    words = names(scenario, "April 2019", "December 2020")
    assert set(words.classes) == set(CLASSES) == set(DISPLAY)
    assert set(words.subclasses) == set(SUBCLASSES)
    assert set(words.flags) == set(FLAGS)
    assert words.classes["O1"] == "Taliban takeover"
    assert words.classes["O7"] == "Kabul survives without Washington"
    assert not any(letter in " ".join(words.flags.values()).split() for letter in "TGP")


def test_the_order_on_the_page_is_the_order_of_the_palette():
    assert palette.CLASS_ORDER == DISPLAY


def test_a_record_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="columns"):
        classify(np.zeros((3, 5)), RULES)
