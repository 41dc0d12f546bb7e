"""Roads from the national capital: the tree of shortest ways on which every province is reached (M5)."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ripeness.scenario.war import Scenario

EARTH_KM = 6371.0
OFF_HIGHWAY = 2.0  # a kilometre away from the highways counts double


class Routes(NamedTuple):
    """Stretches in an order in which each comes after the one before it on its way."""

    parent: np.ndarray  # int64 (stretch,), -1 at the capital
    here: np.ndarray  # int64 (stretch,), district nearer the capital
    there: np.ndarray  # int64 (stretch,)
    km: np.ndarray  # float64 (stretch,), counted kilometres
    last: np.ndarray  # int64 (province,), stretch that reaches its capital, -1 where the national capital lies


def routes(scenario: Scenario) -> Routes:
    """The way from the national capital to the capital of every province.

    References
    ----------
    Model M5: fewest kilometres on the graph of M1, off the highway lists counting double.
    """
    place = {d.id: i for i, d in enumerate(scenario.districts)}
    seats = _seats(scenario)
    before, counted = _shortest(scenario, place, seats[_national(scenario)])
    number: dict[int, int] = {}
    rows: list[tuple[int, int, int, float]] = []

    def reach(district: int) -> int:
        if district not in before:
            return -1
        if district not in number:
            parent = before[district]
            earlier = reach(parent)
            number[district] = len(rows)
            rows.append((earlier, parent, district, counted[district] - counted[parent]))
        return number[district]

    last = [reach(seat) for seat in seats]
    parent, here, there, km = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 4
    return Routes(
        parent.astype(np.int64), here.astype(np.int64), there.astype(np.int64), km.astype(float),
        np.array(last, dtype=np.int64),
    )  # fmt: skip


def kilometres(a_lon: float, a_lat: float, b_lon: float, b_lat: float) -> float:
    """Great-circle distance of two points in degrees."""
    dlat, dlon = math.radians(b_lat - a_lat), math.radians(b_lon - a_lon)
    parallel = math.cos(math.radians(a_lat)) * math.cos(math.radians(b_lat))
    h = math.sin(dlat / 2) ** 2 + parallel * math.sin(dlon / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def _national(scenario: Scenario) -> int:
    return next((i for i, p in enumerate(scenario.provinces) if p.national_capital), 0)


def _seats(scenario: Scenario) -> list[int]:
    """The district that holds each province's capital, its first district where none is marked."""
    seats = []
    for province in scenario.provinces:
        own = [i for i, d in enumerate(scenario.districts) if d.province == province.id]
        first = min(own, key=lambda i: scenario.districts[i].id)
        seats.append(next((i for i in own if scenario.districts[i].capital), first))
    return seats


def _shortest(scenario: Scenario, place: dict[int, int], start: int) -> tuple[dict[int, int], dict[int, float]]:
    """Predecessor of every district on its shortest way from ``start``, and the counted kilometres."""
    by_route: dict[str, list[tuple[int, int]]] = {}
    for stop in scenario.highways:
        by_route.setdefault(stop.route, []).append((stop.seq, place[stop.district]))
    paved = set()
    for stops in by_route.values():
        towns = [d for _, d in sorted(stops)]
        paved |= {frozenset(pair) for pair in pairwise(towns)}
    near: dict[int, list[tuple[int, float]]] = {i: [] for i in range(len(scenario.districts))}
    for a, b, _ in scenario.edges:
        i, j = place[a], place[b]
        one, two = scenario.districts[i], scenario.districts[j]
        km = kilometres(one.lon, one.lat, two.lon, two.lat) * (1.0 if frozenset((i, j)) in paved else OFF_HIGHWAY)
        near[i].append((j, km))
        near[j].append((i, km))
    far, before = {start: 0.0}, {}
    # Ties by stable number: the order of the table must not choose a way.
    queue, done = [(0.0, scenario.districts[start].id, start)], set()
    while queue:
        distance, _, d = heapq.heappop(queue)
        if d in done:
            continue
        done.add(d)
        for other, km in near[d]:
            if distance + km < far.get(other, math.inf):
                far[other], before[other] = distance + km, d
                heapq.heappush(queue, (distance + km, scenario.districts[other].id, other))
    return before, far
