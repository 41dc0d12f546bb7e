"""Runs: the same bits for any split of the work, and nothing lost when one is cut short."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from ripeness.engine.record import COLUMNS
from ripeness.ensemble import world as one_world
from ripeness.ensemble.chunk import chunk_path
from ripeness.ensemble.design import AUDIT, Plan, draw_world
from ripeness.ensemble.runner import default_folder, resume, run
from ripeness.ensemble.store import open_run
from ripeness.errors import SettingsError, SolverError

# A patient patron, so that every small game here has a solution; few futures, so that a test takes a second.
PLAN = Plan(worlds=3, futures=70, arms=("reference",), kept=2, told=1, audit=0, settings=("choice.precision_patron=4",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "plain"


@pytest.fixture(scope="module")
def plain(folder):
    return run(PLAN, folder, jobs=1)


def test_any_number_of_jobs_gives_the_same_bits(plain, tmp_path):
    assert run(PLAN, tmp_path / "two", jobs=2).hash == plain.hash
    assert run(PLAN, tmp_path / "seven", jobs=7).hash == plain.hash


def test_any_size_of_block_gives_the_same_bits(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(one_world, "BLOCK", 5)
    again = run(replace(PLAN, kept=7), tmp_path, jobs=2)
    assert (again.records() == plain.records()).all()
    for tally in ("states", "events", "histogram", "transitions"):
        assert (getattr(again, tally)() == getattr(plain, tally)()).all()
    assert len(again.maps) == 3 * 7
    assert (again.maps[:2] == plain.maps[:2]).all()


def test_more_futures_leave_the_first_ones_alone(plain, tmp_path):
    more = run(replace(PLAN, futures=100), tmp_path)
    assert (more.records()[:70] == plain.records()).all()


def test_a_null_setting_changes_nothing_in_any_future(plain, tmp_path):
    null = run(replace(PLAN, settings=(*PLAN.settings, "payoff.terms_reference=0.5")), tmp_path)
    assert null.manifest["scenario_hash"] != plain.manifest["scenario_hash"]
    assert null.records().tobytes() == plain.records().tobytes()
    assert (null.histogram() == plain.histogram()).all()


def test_a_setting_changes_its_own_parameter_in_every_world_and_no_other(plain, tmp_path):
    moved = run(replace(PLAN, settings=(*PLAN.settings, "payoff.renege_cost=0.3")), tmp_path)
    for before, after in zip(plain.worlds, moved.worlds, strict=True):
        assert {n for n in before.values if before.values[n] != after.values[n]} == {"payoff.renege_cost"}
    starts = [COLUMNS.index(name) for name in ("theta", "mu_start", "xbar_start")]
    assert (moved.records()[:, starts] == plain.records()[:, starts]).all()


def test_futures_come_in_the_order_of_their_numbers(plain):
    assert (plain.futures() == np.arange(70)).all()
    assert (plain.world_of() == np.arange(70) % 3).all()
    mu = plain.records()[:, COLUMNS.index("mu_start")]
    drawn = np.array([world.values["information.resolve_start"] for world in plain.worlds])
    assert np.allclose(mu, drawn[plain.world_of()], atol=1e-6)


def test_worlds_are_the_ones_the_design_draws(plain):
    for w, world in enumerate(plain.worlds):
        drawn = draw_world(plain.scenario, 1, w)
        assert (world.index, world.key, world.attempts) == (drawn.index, drawn.key, drawn.attempts)
        found = {name for name in drawn.values if world.values[name] != drawn.values[name]}
        assert found and all(name.startswith("kernel.") or name == "cascade.base" for name in found)


def test_every_month_accounts_for_every_future(plain):
    assert (plain.states().sum(axis=1) == 70).all()
    assert (plain.histogram_by_world().sum(axis=0) == plain.histogram()).all()


def test_arms_run_the_same_futures_and_say_how_many(tmp_path):
    plan = replace(PLAN, arms=("reference", "base_rate", "linkage", "players"), audit=1)
    arms = run(plan, tmp_path)
    starts = [COLUMNS.index(name) for name in ("theta", "mu_start", "xbar_start")]
    for arm in plan.arms:
        assert len(arms.records(arm)) == arms.manifest["arms"][arm] == 70
        assert (arms.records(arm)[:, starts] == arms.records()[:, starts]).all()
    assert (arms.records("base_rate") != arms.records()).any()
    assert (arms.records("players") != arms.records()).any()
    audit = arms.manifest["solver"]["audit"]
    assert set(arms.world_of(AUDIT)) == {0} == set(audit["worlds"])
    assert sum(audit["difference"].values()) == pytest.approx(0, abs=1e-9)
    assert max(abs(d) for d in audit["difference"].values()) < 0.3
    with pytest.raises(SettingsError, match="exclusive"):
        arms.records("exclusive")


def test_without_choice_events_come_at_their_reference_tempo(tmp_path):
    # Opening of talks, ordered by nobody's gain: with talks closed at the start its hazard is the reference rate.
    plan = replace(PLAN, arms=("reference", "base_rate"), worlds=1, futures=300)
    arms = run(replace(plan, settings=(*PLAN.settings, "start.talks=0", "hazard.open=1.2", "hazard.intra=0")), tmp_path)
    first_year = arms.events("base_rate")[:1].sum(axis=0)
    expected = 300 * (1 - np.exp(-1.2 / 12))
    assert abs(first_year[8] - expected) < 4 * np.sqrt(expected)


def test_a_world_that_cannot_be_solved_is_counted_and_lends_no_numbers(tmp_path, monkeypatch):
    solved = one_world.solved

    def refusing(scenario, world, arm, rules):
        if world.index == 1:
            raise SolverError("no solution here")
        return solved(scenario, world, arm, rules)

    monkeypatch.setattr(one_world, "solved", refusing)
    part = run(replace(PLAN, arms=("reference", "players")), tmp_path)
    assert [(f.arm, f.world) for f in part.failures] == [("reference", 1), ("players", 1)]
    assert part.manifest["failed"][0] == {"arm": "reference", "world": 1, "reason": "no solution here"}
    assert 1 not in part.world_of() and len(part.records()) == 70 - 23
    assert np.isnan(part.solver()["residual"][1])
    assert np.isnan(part.dataset()["months_run"].sel(arm="reference", future=[1, 4])).all()
    assert str(part.dataset()["status"].sel(arm="reference", world=1).item()) == "no solution here"


def test_a_run_without_any_solution_is_refused(tmp_path, monkeypatch):
    def refusing(*_):
        raise SolverError("no solution here")

    monkeypatch.setattr(one_world, "solved", refusing)
    with pytest.raises(SolverError, match=r"no world could be solved.*no solution here"):
        run(PLAN, tmp_path / "none")


def test_a_fault_in_one_world_ends_the_run(tmp_path, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(one_world, "solved", broken)
    with pytest.raises(ZeroDivisionError):
        run(PLAN, tmp_path / "none", jobs=2)


def test_progress_tells_every_world_once(tmp_path):
    told = []
    run(PLAN, tmp_path, jobs=2, progress=lambda done, total, world: told.append((done, total, world)))
    assert [(done, total) for done, total, _ in told] == [(1, 3), (2, 3), (3, 3)]
    assert {world for _, _, world in told} == {0, 1, 2}


def test_an_interrupted_run_keeps_its_worlds_and_goes_on(plain, tmp_path):
    def interrupt(done, total, world):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(PLAN, tmp_path, jobs=1, progress=interrupt)
    there = sum(chunk_path(tmp_path, w).is_file() for w in range(3))
    assert 1 <= there < 3
    again = run(PLAN, tmp_path, jobs=1)
    assert again.computed == 3 - there
    assert again.hash == plain.hash


def test_a_run_killed_outright_resumes_to_the_same_bits(plain, tmp_path):
    code = (
        "import sys; from ripeness.ensemble.design import Plan; from ripeness.ensemble.runner import run\n"
        f"run({PLAN!r}, sys.argv[1], jobs=1)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 300
    while not chunk_path(tmp_path, 0).is_file() and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert child.poll() is None, child.stderr.read()
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    (tmp_path / "chunks" / "world-001.npz.part").write_bytes(b"what a kill leaves behind")
    again = resume(tmp_path)
    assert again.computed >= 1
    assert again.hash == plain.hash
    assert not list(tmp_path.rglob("*.part"))


def test_a_finished_run_is_loaded_not_computed(plain, folder):
    assert run(PLAN, folder).computed == 0
    assert open_run(folder).hash == plain.hash
    assert run(PLAN, folder).manifest == plain.manifest


def test_the_default_folder_is_named_after_scenario_and_inputs():
    names = {default_folder(plan).name for plan in (PLAN, replace(PLAN, seed=2), replace(PLAN, futures=71))}
    assert len(names) == 3
    assert all(name.startswith("afghanistan-2018-") and len(name.rpartition("-")[2]) == 8 for name in names)


@pytest.mark.parametrize("jobs", [0, -1, 2000])
def test_an_impossible_number_of_jobs_is_refused(jobs, tmp_path):
    with pytest.raises(SettingsError, match="jobs"):
        run(PLAN, tmp_path / "never", jobs=jobs)
    assert not (tmp_path / "never").exists()


def test_bad_input_leaves_nothing_behind(tmp_path):
    alike = replace(PLAN, settings=("patron.cost_resolute=0.9", "patron.cost_irresolute=0.9"))
    with pytest.raises(SettingsError):
        run(alike, tmp_path / "never")
    assert not (tmp_path / "never").exists()
