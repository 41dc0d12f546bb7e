"""Shares become whole futures once; every face says the same number."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from example_summary import example_summary
from hypothesis import given
from hypothesis import strategies as st

from ripeness.analysis.rounding import apportion, between, counts_in_100, in_100, in_cell, in_words
from ripeness.views.charts_outcomes import outcome_bar, outcome_dots, outcome_table
from ripeness.views.headline import headline, key_lines, outcome_rows

shares = st.lists(st.floats(0, 1e6), min_size=1, max_size=9).filter(lambda values: sum(values) > 0)
seven = st.lists(st.floats(0, 1), min_size=7, max_size=7).filter(lambda values: sum(values) > 1e-6)


@given(shares, st.integers(0, 10_000))
def test_apportioned_numbers_add_up_and_none_is_off_by_one(values, total):
    counts = apportion(values, total)
    whole = math.fsum(values)
    assert sum(counts) == total
    assert all(
        abs(count - value / whole * total) < 1 + 1e-9 * total for count, value in zip(counts, values, strict=True)
    )


@given(shares)
def test_a_larger_share_never_gets_a_smaller_number(values):
    pairs = sorted(zip(values, apportion(values), strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(pairs) if one[0] < other[0])


def test_plain_rounding_would_miss_a_hundred_where_largest_remainders_do_not():
    thirds = [1 / 3, 1 / 3, 1 / 3]
    assert sum(round(100 * share) for share in thirds) == 99
    assert apportion(thirds) == [34, 33, 33]


@pytest.mark.parametrize("bad", [[-0.1, 1.1], [math.nan, 1.0], [math.inf, 1.0], [0.0, 0.0]])
def test_shares_that_are_none_are_refused(bad):
    with pytest.raises(ValueError, match="share"):
        apportion(bad)


@given(st.floats(0, 1))
def test_a_share_alone_is_rounded_as_it_is_against_its_rest(share):
    assert in_100(share) == apportion([share, 1 - share])[0]


@pytest.mark.parametrize(("share", "count"), [(None, None), (math.nan, None), (-0.2, 0), (1.2, 100)])
def test_a_share_that_is_none_stays_unknown_and_one_outside_stops_at_the_edge(share, count):
    assert in_100(share) == count


@given(st.integers(0, 100))
def test_no_count_is_said_as_zero_or_as_a_hundred(count):
    assert in_words(count) not in ("0", "100") and in_cell(count) not in ("0", "100")


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_interval_in_words_never_claims_to_be_narrower_than_it_is(one, other):
    low, high = min(one, other), max(one, other)
    words = between([low, high])
    first, last = edges(words)
    assert first <= 100 * low + 1e-3 and last >= 100 * high - 1e-3, words
    assert first >= 100 * low - 1 and last <= 100 * high + 1, words


def edges(words: str) -> tuple[float, float]:
    """The numbers an interval's words allow."""
    fixed = {"under 1": (0, 1), "over 99": (99, 100), "at most 1": (0, 1), "at least 99": (99, 100)}
    if words in fixed:
        return fixed[words]
    parts = [{"under 1": 0, "over 99": 100}.get(part) for part in words.split(" to ")]
    numbers = [int(word) if part is None else part for part, word in zip(parts, words.split(" to "), strict=True)]
    return numbers[0], numbers[-1]


def test_an_interval_that_is_not_known_says_so():
    assert between(None) == between([None, 0.5]) == between([]) == "not known"


@given(seven, seven)
def test_bar_dots_sentence_and_table_say_the_same_numbers(values, references):
    summary = {"outcomes": example_summary_outcomes(values, references)}
    counts = {code: row["count"] for code, row in counts_in_100(summary["outcomes"]).items()}
    bar = {row["class"]: row["count"] for row in outcome_bar(summary).rows if row["bar"] == "model"}
    dots = [row["class"] for row in outcome_dots(summary).rows]
    table = {row["class"]: row["count"] for row in outcome_rows(summary)}
    twin = outcome_table(summary["outcomes"], counts_in_100(summary["outcomes"])).rows
    said = headline(summary)

    assert sum(counts.values()) == 100 == len(dots)
    assert table == counts
    assert bar == {code: count for code, count in counts.items() if count}
    assert {code: dots.count(code) for code in counts} == counts
    assert [row[1] for row in twin] == [in_words(counts[outcome["class"]]) for outcome in summary["outcomes"]]
    for row in outcome_rows(summary):
        if row["count"]:
            assert re.search(rf"\b{row['words']} {re.escape(row['label'])} \((base rate )?{row['base_words']}\)", said)


def example_summary_outcomes(values, references):
    """The example's classes with other shares, without sub-classes."""
    return [
        {"class": f"O{i}", "label": f"ending {i}", "share": share, "base_rate": base, "subclasses": []}
        for i, (share, base) in enumerate(zip(values, references, strict=True), 1)
    ]


def test_subclasses_add_up_to_their_class():
    counts = counts_in_100(example_summary()["outcomes"])
    for row in counts.values():
        if row["subclasses"]:
            assert sum(row["subclasses"].values()) == row["count"]


def test_the_first_line_gives_the_settlement_beside_its_base_rate_and_its_range():
    first = key_lines(example_summary())[0]
    assert first["value"] == "12" and first["unit"] == "in 100 futures"
    assert first["base"] == "Base rate 6"
    assert first["spread"].startswith("3 to 24")
