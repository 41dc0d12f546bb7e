"""New observations are held against stored futures, which are weighed and never made again."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ripeness.analysis import watch as watching
from ripeness.analysis.watch import watch
from ripeness.engine import record as rec
from ripeness.errors import ScenarioError, SettingsError
from ripeness.views.cli.output import plain
from ripeness.views.watch_text import watch_text

HEADER = "series,period,value,unit,published,instrument,source,confidence,evidence"


def rows(tmp_path, *lines):
    path = tmp_path / "new.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_what_every_future_holds_moves_nothing(found, tmp_path):
    """Kabul had not fallen by January 2019 in any future: all weights stay equal."""
    assert (found.run.states()[:2, rec.COLLAPSED] == 0).all()
    seen = watch(found.run, rows(tmp_path, "talks.collapse,2019-01-31,0,event,2019-02-01,press,x,h,seen"))
    assert seen.effective == pytest.approx(seen.futures) and not seen.collapsed
    assert all(s.after == pytest.approx(s.before) for s in (*seen.wedges, *seen.claims))


def test_weights_by_an_event_that_had_not_come_are_those_of_the_futures_where_it_had_not(found, tmp_path):
    seen = watch(found.run, rows(tmp_path, "talks.intra,2020-12-31,0,event,2021-01-05,press,x,h,seen"))
    months = found.run.records()[:, rec.INTRA_MONTH]
    open_ = (months < 0) | (months > 24)
    assert seen.effective == pytest.approx(open_.sum())
    claim = next(s for s in seen.claims if s.name == "A54")
    assert claim.before == pytest.approx(np.mean((months >= 0) & (months <= 12))) and claim.after == 0.0


def test_a_reading_pulls_the_futures_towards_itself(found, tmp_path):
    rest = "percent of districts,2020-01-31,x,x,h,seen"
    low, high = (
        watch(found.run, rows(tmp_path, f"command.share_government,2019-11-30,{value},{rest}"))
        for value in (50, 60)
    )  # fmt: skip
    assert low.seen[0].percentile < high.seen[0].percentile
    assert low.futures == len(np.intersect1d(found.run.kept, found.run.futures()))


def test_surprise_is_the_place_in_the_forecast_and_outside_is_beyond_ninety_in_a_hundred(found, tmp_path):
    seen = watch(found.run, rows(tmp_path, "deaths.state_based,2019-12-31,90000,deaths a year,2020-06-30,x,x,h,seen"))
    assert seen.seen[0].percentile == 1.0 and seen.seen[0].outside


def test_weights_that_collapse_are_said_to_have_collapsed(found, tmp_path):
    path = rows(
        tmp_path,
        "talks.accord,2019-01-31,1,event,2019-02-01,x,x,h,seen",
        "troops.main,2019-02-28,0,persons,2019-03-01,x,x,h,seen",
        "command.share_insurgent,2019-03-31,60,percent of districts,2019-04-30,x,x,h,seen",
    )
    seen = watch(found.run, path)
    assert seen.collapsed and seen.effective < watching.FEW
    assert "too few" in watch_text(seen)


def test_rows_that_say_nothing_are_listed_with_the_reason(found, tmp_path):
    path = rows(
        tmp_path,
        "talks.collapse,2019-06-30,0,event,2019-07-01,x,x,h,seen",
        "opinion.mistake,2021-07-29,47,percent,2021-07-29,x,x,h,seen",
        "talks.accord,2019-06-30,0,event,2019-07-01,x,x,h,recalled",
        "press.insurgent,2018-11-01,52,districts of 396,2018-11-30,x,x,h,seen",
    )
    seen = watch(found.run, path)
    said = " ".join(seen.unmatched.values())
    assert len(seen.seen) == 1 and len(seen.unmatched) == 3
    assert "no observable" in said and "recalled from memory" in said and "before the information date" in said


def test_a_file_that_says_nothing_about_the_run_is_refused(found, tmp_path):
    with pytest.raises(SettingsError, match="says nothing about this run"):
        watch(found.run, rows(tmp_path, "opinion.mistake,2021-07-29,47,percent,2021-07-29,x,x,h,seen"))
    with pytest.raises(SettingsError, match="cannot be read"):
        watch(found.run, tmp_path / "nothing.csv")
    with pytest.raises(ScenarioError, match=r"new\.csv:2"):
        watch(found.run, rows(tmp_path, "talks.accord,someday,1,event,2020-02-29,x,x,h,seen"))


def test_the_object_for_machines_is_plain_json(found, tmp_path):
    seen = watch(found.run, rows(tmp_path, "talks.accord,2020-02-29,1,event,2020-02-29,x,x,h,seen"))
    held = plain(seen.as_dict())
    assert json.loads(json.dumps(held, allow_nan=False)) == held and held["observations"][0]["percentile"] is not None
    assert "2020-02" in watch_text(seen)
