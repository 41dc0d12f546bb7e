"""The same function in plain Python and in compiled lanes, for tests that the two give the same bits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np

from ripeness.numerics.compiled import part
from ripeness.numerics.lanes import Width, load, store

LANES, ROWS = 16, 64


def draws(*ranges: tuple[float, float], seed: int = 20181203) -> np.ndarray:
    """Uniform arguments within each range, float32 (argument, row, lane)."""
    rng = np.random.default_rng(seed)
    return np.stack([rng.uniform(low, high, (ROWS, LANES)) for low, high in ranges]).astype(np.float32)


def differing(calls: dict[Callable[..., Any], tuple[np.ndarray, tuple[float, ...]]]) -> list[str]:
    """Names of the functions whose compiled results differ from the plain ones in any bit.

    Parameters
    ----------
    calls : function -> ((argument, row, lane) float32 taken as lanes, numbers that follow them).
    """
    wrong = []
    for function, (lanes, numbers) in calls.items():
        expected = np.asarray(function(*lanes, *numbers))
        found = np.empty((1 if expected.ndim == 2 else len(expected), ROWS, LANES), dtype=np.float32)
        _over_rows(function, len(lanes), expected.ndim == 3)(Width(LANES), lanes, numbers, found)
        if expected.dtype != np.float32 or not np.array_equal(expected.reshape(found.shape), found, equal_nan=True):
            wrong.append(function.__name__)
    return wrong


def _over_rows(function: Callable[..., Any], arguments: int, several: bool) -> Callable[..., None]:
    loads, keep = _loads(arguments), _keep_two if several else _keep_one

    @numba.njit(error_model="numpy")
    def over_rows(width, lanes, numbers, found):
        for row in range(lanes.shape[1]):
            keep(width, found, row, function(*(loads(width, lanes, row) + numbers)))

    return over_rows


@part
def _keep_one(width, found, row, value):
    store(width, found[0], row, value)


@part
def _keep_two(width, found, row, value):
    store(width, found[0], row, value[0])
    store(width, found[1], row, value[1])


@cache
def _loads(arguments: int) -> Callable[..., Any]:
    """The first ``arguments`` lanes of a row as a tuple."""
    if arguments == 0:
        return part(lambda width, lanes, row: ())
    before, last = _loads(arguments - 1), arguments - 1

    @part
    def loads(width, lanes, row):
        return (*before(width, lanes, row), load(width, lanes[last], row))

    return loads
