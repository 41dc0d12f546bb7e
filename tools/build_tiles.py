"""Give every unit a square of a tile map shaped like the country: tiles.csv (id, row, col).

Run by hand after build_districts.py. Squares are the cells of a grid whose centres lie inside the country's
outline, the grid being as coarse as still leaves a cell for every unit. Units get cells by linear assignment:
the sum of squared distances between each unit and its cell is the least there is. Row 0 is the north,
column 0 the west.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from afghanistan_geography import OUTLINE
from build_districts import SCENARIO, on_plane, write_rows


def tiles(places: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Row and column of each unit, no two alike.

    Parameters
    ----------
    places : (unit, 2) float, km east and north on a plane.
    outline : (corner, 2) float, the country's outline on the same plane.

    Returns
    -------
    (unit, 2) int, row from the north and column from the west, both from 0.
    """
    cells, centres = grid(outline, len(places))
    cost = ((places[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(np.round(cost, 3))
    found = cells[chosen]
    return found - found.min(axis=0)


def grid(outline: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells of the coarsest grid with `wanted` of them inside the outline: rows and columns, centres."""
    west, south = outline.min(axis=0)
    east, north = outline.max(axis=0)
    largest = math.sqrt((east - west) * (north - south) / wanted)  # the outline fills less than its frame
    for step in range(1000):
        size = largest * 0.998**step
        rows, columns = np.arange(north - size / 2, south, -size), np.arange(west + size / 2, east, size)
        cells = np.array([(r, c) for r in range(len(rows)) for c in range(len(columns))])
        centres = np.column_stack([columns[cells[:, 1]], rows[cells[:, 0]]])
        inside = contains(outline, centres)
        if inside.sum() >= wanted:
            return cells[inside], centres[inside]
    raise SystemExit("no grid holds all units")


def contains(outline: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Which points the outline holds, by the even-odd rule."""
    x, y = points.T
    inside = np.zeros(len(points), dtype=bool)
    for (x1, y1), (x2, y2) in itertools.pairwise([*outline, outline[0]]):
        if y1 != y2:
            inside ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=Path, default=SCENARIO / "districts.csv")
    parser.add_argument("--out", type=Path, default=SCENARIO, help="folder to write to")
    arguments = parser.parse_args()
    with arguments.districts.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = np.array([on_plane(float(r["lon"]), float(r["lat"])) for r in rows])
    found = tiles(places, np.array([on_plane(lon, lat) for lon, lat in OUTLINE]))
    write_rows(
        arguments.out / "tiles.csv",
        "id,row,col",
        ((r["id"], *cell) for r, cell in zip(rows, found.tolist(), strict=True)),
    )
    print(f"{len(found)} tiles in {found[:, 0].max() + 1} rows and {found[:, 1].max() + 1} columns")


if __name__ == "__main__":
    main()
