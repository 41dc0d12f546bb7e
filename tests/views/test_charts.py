"""Every figure is valid, draws what its table says, and is named where the run cannot fill it."""

from __future__ import annotations

import copy
import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
from example_summary import example_summary
from hypothesis import given
from hypothesis import strategies as st
from summaries import HOSTILE, hard_summary, hostile_summary, short_summary

from ripeness.analysis.rounding import counts_in_100, in_100, in_cell, in_words
from ripeness.views.charts import BUILDERS, charts
from ripeness.views.charts_base import FAN_KEYS, Look, finite, month_words, number
from ripeness.views.charts_labels import spread_labels, stairs
from ripeness.views.charts_strategy import signed, tempo
from ripeness.views.figures import export_figures, source_lines, standalone
from ripeness.views.vega import VEGA_LITE

LOOKS = [Look(820), Look(340, narrow=True), Look(340, narrow=True, labelled=False)]
SUMMARY = example_summary()
DRAWN = charts(SUMMARY)
FIGURES = {figure.name: figure for figure in DRAWN.each()}


def test_a_full_summary_fills_every_figure():
    assert DRAWN.figures.keys() == BUILDERS.keys() and not DRAWN.missing
    assert len(FIGURES) == len(DRAWN.each())


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "narrow", "small multiple"])
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_reads_only_fields_its_rows_have(name, look):
    figure = FIGURES[name]
    spec = figure.build(look)
    keys = {key for row in figure.rows for key in row}
    assert fields_without_rows(spec, keys) == set()


def fields_without_rows(spec, keys):
    """Fields that a layer draws and no row, inline value or calculation gives."""
    values = (spec.get("data") or {}).get("values")
    if values is not None:
        keys = {key for row in values for key in row}
    keys = keys | {step["as"] for step in spec.get("transform", []) if "as" in step}
    encoding = spec.get("encoding", {})
    channels = [part for channel in encoding.values() for part in (channel if isinstance(channel, list) else [channel])]
    lost = {channel["field"] for channel in channels if "field" in channel} - keys
    for layer in spec.get("layer", []):
        lost |= fields_without_rows(layer, keys)
    return lost


@pytest.mark.parametrize("look", LOOKS[:2], ids=["wide", "narrow"])
def test_every_figure_compiles_to_vega(look):
    import vl_convert

    for figure in charts(short_summary()).each():
        spec = {**figure.build(look), "data": {"name": figure.name, "values": figure.rows}}
        compiled = vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)
        assert compiled["$schema"].startswith("https://vega.github.io/schema/vega/")
        assert compiled["marks"]


def test_every_figure_holds_against_the_schema_of_vega_lite():
    altair = pytest.importorskip("altair")
    jsonschema = pytest.importorskip("jsonschema")
    path = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for figure in charts(short_summary()).each():
        assert validator.is_valid(figure.build(Look())), figure.name
    assert not validator.is_valid({**FIGURES["states"].build(Look()), "layer": [{"mark": "pie chart"}]})


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_in_words_what_it_shows(name):
    figure = FIGURES[name]
    assert figure.title and figure.caption and figure.alt.endswith(".")
    assert all(len(row) == len(figure.table.head) for row in figure.table.rows) and figure.table.rows


# Each table against the rows of its picture.


def test_the_tables_of_bar_and_dots_hold_their_counts():
    counts = counts_in_100(SUMMARY["outcomes"])
    for name in ("outcome_bar", "outcome_dots"):
        classes = [row for row in FIGURES[name].table.rows if not row[0].startswith("  of which")]
        assert [row[1:] for row in classes] == [
            [in_words(c["count"]), in_words(c["base_rate"])] for c in counts.values()
        ]


def test_the_table_of_states_holds_the_counts_at_the_layers():
    figure = FIGURES["states"]
    drawn = {(month_words(row["t"][:7]), row["label"]): in_words(row["n"]) for row in figure.rows}
    told = {
        (row[0], label): cell
        for row in figure.table.rows
        for label, cell in zip(figure.table.head[1:], row[1:], strict=True)
    }
    assert told == drawn


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("ripeness", 3),
        ("belief_0", 0),
        ("belief_2", 0),
        ("control_0", 0),
        ("control_3", 0),
        ("violence", 0),
        ("country_government_0", 0),
        ("country_countryside_0", 2),
        ("country_effort_5", 2),
    ],
)
def test_the_table_of_a_fan_holds_every_month_of_its_bands(name, digits):
    figure = FIGURES[name]
    drawn = [row for row in figure.rows if "m" in row]
    assert len(drawn) == 73
    assert figure.table.rows == [
        [month_words(row["t"][:7]), *(number(row[key], digits) for key in FAN_KEYS)] for row in drawn
    ]


@pytest.mark.parametrize("name", ["control_0", "control_1", "violence"])
def test_published_figures_stand_in_the_words_of_the_table(name):
    figure = FIGURES[name]
    published = [row for row in figure.rows if "v" in row]
    assert published
    assert all(f"{month_words(row['t'][:7])} " in figure.table.note for row in published)


def test_the_table_of_the_chance_holds_the_line():
    figure = FIGURES["ripeness_chance"]
    assert figure.table.rows == [[month_words(row["t"][:7]), in_words(row["n"])] for row in figure.rows]


def test_the_table_of_the_ledger_holds_its_bars_and_they_add_up():
    figure = FIGURES["ledger"]
    assert [row[:2] for row in figure.table.rows] == [[row["label"], signed(row["value"])] for row in figure.rows]
    *parts, total = figure.rows
    assert total["group"] == "total"
    assert sum(row["value"] for row in parts) == pytest.approx(total["value"], abs=5e-3)
    for one, following in pairwise(parts):
        assert following["from"] == pytest.approx(one["to"], abs=1e-3)


def test_the_table_of_hazards_holds_its_dots():
    figure = FIGURES["hazards"]
    assert [[row[0], row[2], row[3]] for row in figure.table.rows] == [
        [row["label"], tempo(row["rate"]), tempo(row["reference"])] for row in figure.rows
    ]
    assert [row["rate"] for row in figure.rows] == sorted((row["rate"] for row in figure.rows), reverse=True)


@pytest.mark.parametrize("index", [0, 1])
def test_the_table_of_the_grid_holds_its_cells(index):
    figure, metric = FIGURES[f"grid_{index}"], SUMMARY["grid"]["metrics"][index]
    cells = {(row["mu"], row["delta"]): row["count"] for row in figure.rows}
    assert len(cells) == 30
    for mu, row, shares in zip(SUMMARY["grid"]["mu_0"], figure.table.rows, metric["share"], strict=True):
        assert row[1:] == [in_cell(in_100(share)) for share in shares]
        assert row[1:] == [cells[number(mu), signed(delta)] for delta in SUMMARY["grid"]["delta_mu"]]


def test_the_table_of_the_map_holds_the_tiles():
    figure = FIGURES["map"]
    assert len(figure.rows) == len(figure.table.rows) == 407
    for tile, row in zip(figure.rows, figure.table.rows, strict=True):
        assert row[0].removesuffix(" (approximate)") == tile["name"] and row[1] == tile["province"]
        assert row[2] == f"{number(tile['value'], 0)} ({number(tile['width'], 0)} wide)"
        assert row[0].endswith(" (approximate)") == tile["round"]


# What a run does not hold.


@pytest.mark.parametrize("key", [key for key in SUMMARY if key not in ("meta", "labels")])
def test_a_part_that_is_missing_is_named_and_the_rest_is_drawn(key):
    summary = short_summary()
    whole = set(charts(summary).figures)
    del summary[key]
    drawn = charts(summary)
    assert set(drawn.figures) | set(drawn.missing) == set(BUILDERS)
    assert all(path.split(".")[0] == key for path in drawn.missing.values())
    assert whole - set(drawn.figures) == set(drawn.missing)


def test_an_empty_summary_is_all_missing():
    assert charts({}).missing.keys() == BUILDERS.keys()


@pytest.mark.parametrize("share", [None, float("nan"), -0.1])
def test_an_outcome_whose_share_is_not_known_is_not_drawn_as_nothing(share):
    summary = short_summary()
    summary["outcomes"][0]["share"] = share
    assert charts(summary).missing["outcome_bar"] == "outcomes.share"


def test_numbers_at_their_edges_still_make_valid_figures():
    import vl_convert

    drawn = charts(hard_summary())
    assert drawn.missing == {"grid": "grid.metrics.share"} or not drawn.missing
    for figure, *_ in drawn.figures.values():
        if figure.name != "map":
            picture = vl_convert.vegalite_to_svg(standalone(figure), vl_version=VEGA_LITE)
            assert "NaN" not in picture and "Infinity" not in picture, figure.name


def test_a_belief_that_nobody_is_left_to_hold_is_drawn_as_far_as_it_goes():
    summary = example_summary()
    for one in summary["beliefs"]["series"]:
        one["median"] = [*one["median"][:-6], *[None] * 6]
    (figure, *_) = charts(summary).figures["beliefs"]
    assert figure.alt.endswith("in 100 at the start, – at the end.")


def test_numbers_that_are_none_become_none_and_the_rest_stays():
    assert finite({"a": [1, float("inf"), ("x", float("nan"))], "b": 0.5}) == {"a": [1, None, ["x", None]], "b": 0.5}


def test_building_figures_leaves_the_summary_as_it_was():
    summary = short_summary()
    before = copy.deepcopy(summary)
    for figure in charts(summary).each():
        figure.build(Look())
    assert summary == before


# Words at their marks.

middles = st.lists(st.floats(1, 589), min_size=1, max_size=7, unique=True).map(sorted)


@given(middles, st.data())
def test_no_line_of_a_label_runs_through_the_words_of_another(places, data):
    widths = [data.draw(st.floats(10, 200)) for _ in places]
    placed = stairs(places, widths, 590)
    if placed is None:
        return
    spans = [
        (x, x + w) if label.align == "left" else (x - w, x) for x, w, label in zip(places, widths, placed, strict=True)
    ]
    assert all(low >= 0 and high <= 590 for low, high in spans)
    for i, (low, high) in enumerate(spans):
        for j, x in enumerate(places):
            if i != j and low < x < high:
                assert placed[i].level > placed[j].level
            if i != j and low < spans[j][1] and spans[j][0] < high:
                assert placed[i].level != placed[j].level


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_labels_at_the_end_of_layers_stand_apart_and_inside(places):
    moved = spread_labels(places, 5, 2.5, 97.5)
    ordered = sorted(moved)
    assert all(b - a >= 5 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= 2.5 - 1e-9 and ordered[-1] <= 97.5 + 1e-9


# Files.


def test_every_figure_becomes_a_picture_in_its_folder(tmp_path):
    summary = {
        key: part for key, part in short_summary().items() if key in ("outcomes", "ledger", "districts", "beliefs")
    }
    paths = export_figures(summary, tmp_path / "figures", width=600, scale=1.5)
    names = [figure.name for figure in charts(summary).each()]
    assert [path.name for path in paths] == [f"{name}.png" for name in names]
    for path in paths:
        head = path.read_bytes()[:24]
        assert head.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", head[16:24])
        assert abs(width - 900) <= 24 and height > 100


def test_every_picture_carries_where_it_comes_from():
    said = " ".join(source_lines(SUMMARY["meta"]))
    for part in ("not a prediction", "0123456789ab", "version 0.1.0", "seed 1", "100,000 futures", "start as-of",
                 "priors reference", "residual 4.1e-07", "checks failed: c"):  # fmt: skip
        assert part in said
    assert standalone(FIGURES["map"], lines=source_lines({}))["title"]["subtitle"][1].count("not recorded") == 7
    assert "checks not made" in source_lines({})[1]


def test_a_name_from_a_scenario_cannot_choose_where_a_picture_goes(tmp_path):
    summary = {key: value for key, value in hostile_summary().items() if key in ("control", "labels")}
    paths = export_figures(summary, tmp_path / "figures", width=600, scale=1)
    assert paths and all(path.parent == tmp_path / "figures" for path in paths)
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
    assert HOSTILE not in "".join(path.name for path in paths)
