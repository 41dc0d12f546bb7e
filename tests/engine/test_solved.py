"""A game solved before is looked up, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
import small_war

from ripeness.engine import solved
from ripeness.strategy import game as games
from ripeness.strategy.grid import Grid
from ripeness.strategy.solver import Solution

GRID = Grid("small", x=4, mu=3, chi=3, end=3.0, step=1 / 8, far_step=1 / 4, distant_step=1 / 4)


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """How often a game was really solved; an empty cache of its own."""
    counted = []

    def counting(*arguments):
        counted.append(arguments)
        return solve(*arguments)

    solve = solved.solve
    monkeypatch.setenv("RIPENESS_CACHE", str(tmp_path))
    monkeypatch.setattr(solved, "solve", counting)
    monkeypatch.setattr(solved, "WORTH_KEEPING", 0)
    solved.forget()
    yield counted
    solved.forget()


@pytest.fixture(scope="module")
def game():
    return games.build(small_war.central(small_war.scenario()), turnover=(1.0,))


def asked(game):
    return solved.solution(game, GRID, 1.0, True, True)


def same(one: Solution, other: Solution) -> bool:
    for a, b in zip(one, other, strict=True):
        if type(a) is not type(b):
            return False
        if isinstance(a, np.ndarray) and (a.dtype, a.shape, a.tobytes()) != (b.dtype, b.shape, b.tobytes()):
            return False
        if not isinstance(a, np.ndarray) and a != b:
            return False
    return True


def test_what_is_looked_up_is_what_was_solved_bit_for_bit(calls, game):
    first = asked(game)
    assert asked(game) is first
    solved.forget()
    assert same(asked(game), first)
    assert len(calls) == 1


@pytest.mark.parametrize("damage", (b"", b"not an archive", None), ids=("empty", "foreign", "one bit"))
def test_a_damaged_file_is_solved_again_and_replaced(calls, game, tmp_path, damage):
    first = asked(game)
    (path,) = tmp_path.glob("solutions/*.npz")
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    path.write_bytes(bytes(flipped) if damage is None else damage)
    solved.forget()
    assert same(asked(game), first)
    assert len(calls) == 2
    assert path.stat().st_size == len(whole)
    solved.forget()
    assert same(asked(game), first) and len(calls) == 2


def test_a_game_that_differs_in_anything_is_another_game(calls, game):
    asked(game)
    changed = (
        game._replace(blame=np.nextafter(game.blame, 2)),
        game._replace(nu=game.nu * (1 + 1e-15)),
        game._replace(accord_phases="linkage"),
        game._replace(turnover=np.array([1.0, 2.0])),
    )
    for other in changed:
        asked(other)
    solved.solution(game, GRID._replace(end=4.0), 1.0, True, True)
    solved.solution(game, GRID, 0.75, True, True)
    solved.solution(game, GRID, 1.0, True, False)
    assert len(calls) == 1 + len(changed) + 3


def test_the_folder_stays_within_its_bound_and_loses_the_oldest_first(calls, game, tmp_path, monkeypatch):
    asked(game)
    (first,) = tmp_path.glob("solutions/*.npz")
    monkeypatch.setattr(solved, "MOST_BYTES", int(first.stat().st_size * 2.5))
    for blame in (1.1, 1.2, 1.3):
        asked(game._replace(blame=blame))
    left = set(tmp_path.glob("solutions/*"))
    assert len(left) == 2 and first not in left


def test_nothing_is_kept_on_disk_when_that_is_switched_off(calls, game, tmp_path, monkeypatch):
    monkeypatch.setenv("RIPENESS_SOLUTIONS", "off")
    asked(game)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_cannot_be_written_costs_nothing_but_time(calls, game, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RIPENESS_CACHE", str(tmp_path / "file" / "below"))
    assert asked(game).residual < 5e-3


def test_coarse_games_are_not_kept(calls, game, tmp_path, monkeypatch):
    monkeypatch.setattr(solved, "WORTH_KEEPING", GRID.nodes + 1)
    asked(game)
    asked(game)
    assert len(calls) == 2 and not list(tmp_path.iterdir())


def test_a_shared_solution_cannot_be_changed_by_one_who_asks(calls, game):
    with pytest.raises(ValueError, match="read-only"):
        asked(game).common[0, 0, 0] = 1.0
