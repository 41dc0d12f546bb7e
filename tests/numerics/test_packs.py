"""Compiled code reads named tuples in place, and a part of a kernel does what its plain text does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from ripeness.numerics import compiled
from ripeness.numerics.packs import Pack


class Inner(NamedTuple):
    grid: np.ndarray
    scale: float


class Outer(NamedTuple):
    inner: Inner
    counts: np.ndarray
    months: int


def outer() -> Outer:
    return Outer(Inner(np.arange(6, dtype=np.float32).reshape(2, 3), 0.5), np.array([4, 5], dtype=np.int64), 72)


@compiled.part
def scaled(inner, row, column):
    return inner.grid[row, column] * inner.scale


def mixed(pack):
    pack.counts[1] += pack.inner.grid.shape[0]
    pack.inner.grid[0, 0] = pack.months
    low = min(max(scaled(pack.inner, 1, 2), 1.0), 2.0)
    return low + scaled(pack.inner, 0, 0), int(low * 1.9), (pack.counts[0], pack.months)[1]


mixed_kernel = compiled.kernel(mixed)


def test_a_kernel_reads_and_writes_the_arrays_of_a_named_tuple_in_place():
    by_kernel, by_text = outer(), outer()
    assert mixed_kernel(by_kernel) == mixed(by_text)
    assert (by_kernel.inner.grid == by_text.inner.grid).all() and (by_kernel.counts == by_text.counts).all()


def test_a_pack_made_once_may_be_handed_over_many_times():
    record = outer()
    pack = Pack(record)
    mixed_kernel(pack)
    mixed_kernel(pack)
    assert record.counts[1] == 9


def test_tuples_with_the_same_fields_share_one_kernel_and_others_do_not():
    assert Pack(outer()).kind == Pack(outer()).kind
    assert Pack(outer()).kind != Pack(outer()._replace(months=72.0)).kind


def test_an_array_that_is_not_laid_out_row_by_row_is_refused():
    with pytest.raises(ValueError, match="grid"):
        Pack(Inner(np.zeros((4, 4))[:, ::2], 1.0))
