"""The folder of a run: whole or refused, never half-read, never written by two."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from ripeness.engine.record import BINS, COLUMNS, QUANTITIES
from ripeness.ensemble import files
from ripeness.ensemble.chunk import chunk_path
from ripeness.ensemble.dataset import unit_of
from ripeness.ensemble.design import Plan
from ripeness.ensemble.files import locked, write_atomic
from ripeness.ensemble.quantiles import quantiles
from ripeness.ensemble.runner import resume, run
from ripeness.ensemble.store import list_runs, open_run, remove_run
from ripeness.errors import StoreError

PLAN = Plan(worlds=2, futures=24, arms=("reference",), kept=2, told=1, audit=0, settings=("choice.precision_patron=4",))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return run(PLAN, tmp_path_factory.mktemp("stored") / "run")


@pytest.fixture
def copy(stored, tmp_path):
    """A run of one's own to damage."""
    for path in sorted(stored.folder.rglob("*")):
        target = tmp_path / "run" / path.relative_to(stored.folder)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path / "run"


@pytest.mark.parametrize("damage", ["flipped", "truncated", "empty", "unsigned"])
def test_a_damaged_chunk_is_named_and_made_again(stored, copy, damage):
    path = chunk_path(copy, 1)
    content = path.read_bytes()
    if damage == "flipped":
        path.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
    elif damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        path.with_name(path.name + ".sha256").unlink()
    with pytest.raises(StoreError, match=r"world-001\.npz is damaged") as caught:
        open_run(copy).records()
    assert f"ripeness runs resume {copy}" in caught.value.remedy
    again = resume(copy)
    assert again.computed == 1
    assert again.hash == stored.hash
    assert (again.records() == stored.records()).all()


def test_a_run_cut_short_is_refused_with_a_remedy(copy):
    chunk_path(copy, 0).unlink()
    with pytest.raises(StoreError, match="1 of 2 worlds are missing") as caught:
        open_run(copy)
    assert "resume" in caught.value.remedy


def test_fingerprints_are_those_of_sha256sum(copy):
    import hashlib

    path = chunk_path(copy, 0)
    signed = path.with_name(path.name + ".sha256").read_text()
    assert signed == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


def test_two_runs_cannot_write_one_folder(copy):
    chunk_path(copy, 0).unlink()
    code = (
        "import sys; from pathlib import Path; from ripeness.ensemble.files import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    try:
        for refused in (lambda: resume(copy), lambda: remove_run(copy)):
            with pytest.raises(StoreError, match=f"is being written by process {other.pid} since"):
                refused()
    finally:
        other.kill()
        other.communicate()
    assert resume(copy).computed == 1  # the hold died with its process


def test_the_hold_of_a_folder_ends_with_it(tmp_path):
    for _ in range(2):
        with locked(tmp_path), pytest.raises(StoreError), locked(tmp_path):
            pass


def test_a_folder_with_other_inputs_is_left_alone(copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    for other in (replace(PLAN, seed=2), replace(PLAN, futures=25), replace(PLAN, prior_set="sceptical")):
        with pytest.raises(StoreError, match="other inputs") as caught:
            run(other, copy)
        assert "--out" in caught.value.remedy
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.doc"):
        run(PLAN, tmp_path)
    assert os.listdir(tmp_path) == ["thesis.doc"]


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(StoreError, match="a file stands in its way"):
            run(PLAN, folder)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a file system that refuses")
def test_a_folder_that_cannot_be_written_is_named():
    with pytest.raises(StoreError, match="cannot be written") as caught:
        run(PLAN, "/proc/self/run")
    assert "--out" in caught.value.remedy


def test_a_full_disk_leaves_the_old_file_and_no_piece_of_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError, match="no space is left") as caught:
        write_atomic(path, b"new")
    assert "resume" in caught.value.remedy
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["file"]


def test_a_scenario_that_changed_since_is_noticed(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(manifest | {"scenario_hash": "0" * 64}))
    with pytest.raises(StoreError, match="have changed since"):
        _ = open_run(copy).scenario


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": "ripeness run 1"}', '{"format": "other"}'])
def test_a_damaged_manifest_is_refused(copy, text):
    (copy / "manifest.json").write_text(text)
    with pytest.raises(StoreError) as caught:
        open_run(copy)
    assert caught.value.remedy


def test_runs_are_listed_with_what_is_wrong(copy):
    root = copy.parent
    (root / "broken").mkdir()
    (root / "broken" / "manifest.json").write_text("{")
    (root / "no-run").mkdir()
    broken, whole = list_runs(root)
    assert "cannot be read" in broken["problem"]
    assert whole["complete"] and whole["done"] == whole["worlds"] == 2 and whole["futures"] == 24
    chunk_path(copy, 0).unlink()
    assert not list_runs(root)[1]["complete"]
    assert list_runs(root / "nowhere") == []


def test_removing_takes_the_run_and_nothing_else(copy):
    (copy / "notes.txt").write_text("mine")
    assert remove_run(copy) == ["notes.txt"]
    assert os.listdir(copy) == ["notes.txt"]
    with pytest.raises(StoreError, match="holds no run"):
        remove_run(copy)
    assert os.listdir(copy) == ["notes.txt"]


def test_a_removed_run_leaves_no_folder(copy):
    assert remove_run(copy) == []
    assert not copy.exists()


def test_the_manifest_carries_what_every_export_must(stored):
    for key in (
        "version", "scenario_hash", "kernel_hash", "seed", "futures", "worlds", "start", "prior_set", "adequacy",
        "solver", "draws", "failed", "collapse", "timing", "disclaimer",
    ):  # fmt: skip
        assert key in stored.manifest
    assert stored.manifest["draws"]["acceptance"] == 2 / stored.manifest["draws"]["attempts"]
    assert 0 <= stored.manifest["solver"]["residual"] <= 5e-3
    assert "not a prediction" in stored.manifest["disclaimer"]


def test_the_dataset_names_axes_units_and_origin(stored):
    data = stored.dataset()
    assert (
        dict(data.sizes) | {"arm": 1, "world": 2, "future": 24, "month": 73, "district": 407, "kept": 4} == data.sizes
    )
    assert all(variable.attrs.get("units") for variable in data.data_vars.values())
    for key in ("scenario_hash", "kernel_hash", "seed", "version", "prior_set", "start", "disclaimer"):
        assert data.attrs[key] == stored.manifest[key]
    assert json.loads(data.attrs["solver"]) == stored.manifest["solver"]
    assert str(data["month"].values[0])[:7] == "2018-12" and str(data["month"].values[-1])[:7] == "2024-12"
    record = stored.records()
    for c, column in enumerate(COLUMNS):
        assert (data[column].sel(arm="reference").values == record[:, c]).all()
    assert (data["kept_future"].values == [0, 2, 1, 3]).all() and (data["told_future"].values == [0, 1]).all()


def test_the_dataset_is_exported_whole_and_again(stored, copy):
    own = open_run(copy)
    for _ in range(2):
        path = own.export()
        with xr.open_zarr(path) as data:
            xr.testing.assert_identical(data.load(), stored.dataset())
    assert not list(copy.glob("*.part"))


def test_every_column_has_a_unit_that_fits_its_values(stored):
    months = stored.manifest["months"]
    for c, column in enumerate(COLUMNS):
        values = stored.records()[:, c]
        if unit_of(column).startswith("months from"):
            assert ((values >= -1) & (values < months) & (values == np.round(values))).all(), column
        elif unit_of(column) == "months":
            assert ((values >= 0) & (values <= months)).all(), column
        elif unit_of(column).startswith("share") or unit_of(column) == "probability":
            assert ((values >= 0) & (values <= 1)).all(), column


def test_quantiles_of_a_histogram_are_those_of_the_numbers_in_it():
    rng = np.random.default_rng(3)
    values = rng.beta(2, 3, size=(len(QUANTITIES), 5000))
    counts = np.zeros((1, len(QUANTITIES), BINS), dtype=np.int64)
    truth = np.empty((len(QUANTITIES), 3))
    for q, (_, low, high) in enumerate(QUANTITIES):
        scaled = low + values[q] * (high - low)
        counts[0, q] = np.histogram(scaled, BINS, (low, high))[0]
        truth[q] = np.quantile(scaled, [0.05, 0.5, 0.95])
    width = np.array([(high - low) / BINS for _, low, high in QUANTITIES])
    assert (np.abs(quantiles(counts, (0.05, 0.5, 0.95))[0] - truth) <= width[:, None]).all()
    assert np.isnan(quantiles(np.zeros_like(counts))).all()


def test_quantiles_of_a_month_follow_the_kept_paths(stored):
    everything = run(replace(PLAN, kept=12), stored.folder.parent / "all-kept")
    paths = everything.paths[:, 3, 8]
    assert len(paths) == 24 and not np.isnan(paths).any()
    middle = quantiles(everything.histogram())[3, 8, 2]
    assert np.sort(paths)[10] - 0.005 <= middle <= np.sort(paths)[13] + 0.005
