"""Questions are answered by counting: nothing is counted twice, lost in silence or read as something else."""

from __future__ import annotations

import csv
import io
import re

import futures_at_random
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.analysis import endings
from ripeness.analysis.asking.answers import as_csv, ask, ask_all
from ripeness.analysis.asking.truth import MONTH_OF, NUMBER_OF, SERIES, months, truth
from ripeness.ensemble.classes import CLASSES, DISPLAY, FLAGS, SUBCLASSES
from ripeness.ensemble.shares import share, share_given
from ripeness.errors import QuestionError
from ripeness.scenario.parsing import parse
from ripeness.scenario.questions import question, words_of
from ripeness.scenario.vocabulary import words
from ripeness.views.ask_text import answer_text, answers_text

SMALL = futures_at_random.small()
RUN, FUTURES = SMALL.run, SMALL.futures
KNOWN = words_of(RUN.scenario)
EVENTS = [thing.name for thing in KNOWN.things if thing.kind == "event"]
PLAIN = ["collapse", "exit by 2020-12", "accord before talks", "O1", "F2", "settlement within 12 months of exit"]
MEASURED = ["terms > 0.4", "control at 2020-06 < 0.5", "deaths in 2020 > 100", "ever support < 0.1", "F13"]
claims = st.sampled_from(PLAIN + MEASURED)


def told(text: str):
    return truth(question(RUN.scenario, text).claim, FUTURES)


# --- what is true of a future


@given(a=claims, b=claims)
def test_a_claim_and_its_contrary_share_the_futures_that_can_tell(a, b):
    one, other = told(f"{a} and {b}"), told(f"not ({a} and {b})")
    assert (one.yes == other.no).all() and (one.no == other.yes).all() and not (one.yes & one.no).any()


@given(a=claims, b=claims, c=claims)
def test_and_binds_before_or_and_both_follow_the_laws_of_de_morgan(a, b, c):
    assert (told(f"{a} or {b} and {c}").yes == told(f"{a} or ({b} and {c})").yes).all()
    one, other = told(f"not ({a} or {b})"), told(f"not {a} and not {b}")
    assert (one.yes == other.yes).all() and (one.no == other.no).all()


@given(event=st.sampled_from(EVENTS), month=st.integers(0, 71))
def test_an_event_comes_by_a_date_or_after_it_or_never(event, month):
    day = f"{2018 + (11 + month) // 12}-{(11 + month) % 12 + 1:02d}"
    parts = [told(f"{event} by {day}").yes, told(f"{event} after {day}").yes, told(f"not {event}").yes]
    assert (np.sum(parts, axis=0) == 1).all()


@given(a=st.sampled_from(EVENTS), b=st.sampled_from(EVENTS), near=st.integers(0, 60))
def test_a_wider_window_between_two_events_holds_the_narrower_one(a, b, near):
    inside, outside = told(f"{a} within {near} months of {b}").yes, told(f"{a} within {near + 6} months of {b}").yes
    assert not (inside & ~outside).any()
    sides = [told(f"{a} within {near} months {side} {b}").yes for side in ("before", "after")]
    assert (np.any(sides, axis=0) == inside).all()


def test_dates_are_read_by_the_month_in_which_a_thing_has_happened():
    month = months("exit", FUTURES)
    for text, which in {
        "exit before 2021-09-01": month <= 32, "exit by 2021-08-31": month <= 32, "exit by 2021-08-30": month <= 31,
        "exit since 2021-09-01": (month >= 33) & (month < 99), "exit after 2021-08-15": (month >= 33) & (month < 99),
        "exit in 2020": (month >= 13) & (month <= 24), "exit in 2020-02..2020-04": (month >= 14) & (month <= 16),
        "exit by 2020": month <= 24, "exit before 2020": month <= 12,
    }.items():  # fmt: skip
        assert (told(text).yes == which).all(), text


@pytest.mark.parametrize("how", ["mean", "sum", "min", "max"])
def test_a_reading_is_the_plain_number_where_all_its_months_were_recorded(how):
    values = 10.0 ** FUTURES.path[:, 13:25, SERIES["deaths"]].astype(float) - 1.0
    whole = ~np.isnan(values).any(axis=1)
    number = getattr(np, how)(values, axis=1)
    middle = np.sort(number[whole])[10:12]
    bound = float(middle.mean())
    seen = told(f"{how} deaths in 2020 > {bound:.6f}")
    assert whole.sum() > 12 and middle[0] < bound < middle[1]
    assert (seen.yes == (number > bound))[whole].all() and (seen.no == (number <= bound))[whole].all()


def test_what_was_not_recorded_is_told_only_where_it_cannot_matter():
    values = 10.0 ** FUTURES.path[:, 13:25, SERIES["deaths"]].astype(float) - 1.0
    cut = np.isnan(values).any(axis=1) & ~np.isnan(values).all(axis=1)
    seen = told("deaths in 2020 > 5000")
    so_far = np.nansum(values, axis=1)
    assert cut.any() and (seen.yes[cut] == (so_far > 5000)[cut]).all() and not seen.no[cut].any()
    none = np.isnan(values).all(axis=1)
    assert none.any() and not (seen.yes | seen.no)[none].any()


def test_ever_and_always_are_each_others_contrary():
    ever, always = told("ever control < 0.3"), told("always control >= 0.3")
    assert (ever.yes == always.no).all() and (ever.no == always.yes).all() and ever.yes.any()


def test_a_takeover_with_a_date_at_any_time_is_the_class():
    assert (told("takeover").yes == told("O1").yes).all() and told("O1").yes.any()


def test_flags_that_have_dates_agree_with_them():
    for flag, event in {"F2": "accord", "F3": "talks", "F8": "capital_lost"}.items():
        assert (told(flag).yes == told(event).yes).all()


# --- how often


def test_a_question_about_a_class_gives_the_share_of_the_outcome_table():
    table = {row["class"]: row for row in endings.outcomes(RUN)}
    for code in DISPLAY:
        answer = ask(RUN, code)
        assert answer.share == pytest.approx(table[code]["share"]) and answer.base_share == table[code]["base_rate"]
        assert answer.run_noise == pytest.approx(tuple(table[code]["run_noise"]))
        assert answer.parameters == pytest.approx(tuple(table[code]["parameters"]))
        assert answer.structure == pytest.approx(tuple(table[code]["structure"]))


@given(st.data())
@settings(max_examples=40)
def test_given_everything_is_given_nothing(data):
    world = np.repeat(np.arange(5), 12)
    happened = np.array(data.draw(st.lists(st.booleans(), min_size=60, max_size=60)))
    plain, conditional = share(happened, world, 5), share_given(happened, np.ones(60, dtype=bool), world, 5)
    assert conditional.share == pytest.approx(plain.share) and conditional.hits == happened.sum()
    assert conditional.run_noise == pytest.approx(plain.run_noise)
    assert conditional.parameters == pytest.approx(plain.parameters)


def test_the_interval_of_chance_covers_a_share_among_those_that_meet_a_condition():
    rng, inside = np.random.default_rng(3), 0
    chance, often = np.array([0.2, 0.5, 0.7, 0.4]), np.array([0.1, 0.6, 0.3, 0.5])
    true = float((chance * often).sum() / often.sum())
    world = np.repeat(np.arange(4), 150)
    for _ in range(400):
        met, so = rng.random(600) < often[world], rng.random(600) < chance[world]
        low, high = share_given(so, met, world, 4).run_noise
        inside += low <= true <= high
    assert 0.86 <= inside / 400 <= 0.96


def test_counts_of_a_condition_and_its_contrary_add_up():
    parts = [ask(RUN, f"O1 given {condition}") for condition in ("exit", "not exit")]
    assert sum(p.of for p in parts) == ask(RUN, "O1").of and sum(p.count for p in parts) == ask(RUN, "O1").count


def test_a_condition_nobody_meets_gives_no_share_and_says_so():
    answer = ask(RUN, "O1 given exit and not exit")
    assert (answer.share, answer.count, answer.of) == (None, 0, 0) and answer.run_noise is None
    assert any("No future meets the condition" in note for note in answer.notes)
    assert "No share" in answer_text(answer)


def test_given_with_nothing_behind_it_counts_all_and_says_so():
    answer = ask(RUN, "O1 given")
    assert answer.of == ask(RUN, "O1").of and "no condition" in answer.notes[0]


def test_a_series_is_answered_from_the_futures_that_kept_it_and_the_answer_says_how_many():
    answer = ask(RUN, "mean control in 2019 < 0.5 given exit")
    assert answer.futures == len(RUN.kept) and f"the {len(RUN.kept)} futures" in answer.notes[0]
    assert answer.base_share is None and "not known" in answer_text(answer)
    exits = told("exit").yes
    assert answer.of + answer.untold == exits.sum()


def test_one_month_of_a_series_is_answered_from_all_futures_with_its_base_rate():
    place, month = SERIES["control"], 18
    bins = RUN.histogram_by_world()[:, month, place]
    answer = ask(RUN, "control at 2020-06 < 50%")
    assert answer.of == bins.sum() and answer.count == bins[:, :100].sum() and answer.base_share is not None


def test_a_flag_without_a_mechanism_has_no_share():
    answer = ask(RUN, "F12")
    assert answer.share is None and answer.untold == len(RUN.records())
    assert any("F12 is not built" in note for note in answer.notes)


def test_every_question_of_the_scenario_is_answered_and_written_as_a_table():
    answers = ask_all(RUN)
    assert [answer.name for answer in answers] == list(RUN.scenario.questions) and len(answers) >= 12
    rows = list(csv.DictReader(io.StringIO(as_csv(answers))))
    assert [row["name"] for row in rows] == [answer.name for answer in answers]
    assert [int(row["count"]) for row in rows] == [answer.count for answer in answers]
    for width in (60, 120):
        text = answers_text(answers, width)
        assert max(map(len, text.splitlines())) <= width and all(a.label.split()[0] in text for a in answers)


def test_words_speak_of_the_war_and_not_of_letters():
    for entry in RUN.scenario.questions.values():
        said = ask(RUN, entry.text).words
        assert not re.search(r"\b[TGPO]\d?\b|_", said), said


# --- what can be asked


def test_every_ending_event_series_and_number_of_the_program_can_be_asked_about():
    by_kind = {kind: {t.code or t.name for t in KNOWN.things if t.kind == kind} for kind in ("ending", "event")}
    assert by_kind["ending"] == {*CLASSES, *FLAGS, *(sub for sub in SUBCLASSES if len(sub) > 1)}
    assert by_kind["event"] == {*MONTH_OF, "takeover", "capital_lost"}
    assert {t.name for t in KNOWN.things if t.kind == "series"} == set(SERIES)
    assert {t.name for t in KNOWN.things if t.kind == "number"} == set(NUMBER_OF)


def test_the_wars_own_names_mean_what_the_outcome_table_calls_so():
    named = endings.words_of(RUN.scenario)
    for code, label in named.classes.items():
        thing = KNOWN.known[words(label)]
        meant = told(label).yes
        assert thing.code in (code, "") and (meant == told(code).yes).all(), label
    assert KNOWN.known[words(RUN.scenario.labels["accord"])].name == "accord"
    assert KNOWN.known[words(RUN.scenario.labels["intra_talks"])].name == "talks"


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("colapse before 2021", 0, "Did you mean 'collapse'?"),
        ("collapse befor 2021", 9, "Did you mean 'before'?"),
        ("collapse before 2021 given exti", 27, "Did you mean 'exit'?"),
        ("collapse by 2031", 9, "2018-12 to 2024-12"),
        ("O1 by 2020", 3, "has no date"),
        ("collapse > 3", 9, "is no number"),
        ("control < 0.5", 8, "control at 2019-06"),
        ("control in 2020 > 55", 18, "between 0 and 1"),
        ("control at 2020 > 0.5", 8, "a year is no month"),
        ("sum control in 2020 > 0.5", 15, "do not add up"),
        ("ever accord", 5, "is no series"),
        ("posture at 2020-01 > 2", 0, "final_posture"),
        ("terms = 0.5", 6, "equals no number"),
        ("(collapse or exit", 0, "never closed"),
        ("collapse given exit)", 19, "not understood"),
        ("collapse in 2020-13", 12, "is no date"),
        ("collapse within 1.5 months of exit", 16, "whole"),
        ("collapse; exit", 8, "means nothing here"),
        ("collapse and", 12, "missing at the end"),
        ("", 0, "empty question"),
    ],
)
def test_what_is_not_understood_is_shown_at_its_place_with_a_remedy(text, at, says):
    with pytest.raises(QuestionError) as caught:
        parse(text, KNOWN)
    assert caught.value.at == at and says in str(caught.value)
    if text:
        *_, shown, caret = caught.value.message.splitlines()
        assert shown.strip() and caret.strip() == "^" and len(caret) - 1 - 2 == at


@given(st.text(alphabet=st.sampled_from("colapseO1 2020-06()<>=.,%given and or not'\"\n\tå…"), max_size=60))
@settings(max_examples=300)
def test_any_text_is_a_question_or_a_refusal_with_a_place(text):
    try:
        assert parse(text, KNOWN).claim is not None
    except QuestionError as error:
        assert 0 <= error.at <= len(text) and error.message


def test_a_question_can_be_neither_endless_nor_bottomless():
    for text in ("(" * 5000, "not " * 400 + "exit", "(" * 100 + "exit" + ")" * 100, "exit or " * 400 + "exit"):
        with pytest.raises(QuestionError):
            parse(text, KNOWN)
