"""Statistical tests of the random words at the addresses the loop uses.

Words are taken in model order (districts, then months, then futures), across futures at one address, and along
the clocks of events. Each order is tested for even bits and bytes, pairs, gaps, birthday spacings and the normals.
Every test gives a p-value; one below 1e-6 is a failure, one below 1e-3 is worth a second seed.

    python tools/check_streams.py [--log2 26] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import chi2, kstest, norm, poisson

from ripeness.engine import streams
from ripeness.numerics.functions import hashed, normal_quantile, uniform

FAILS, DOUBTFUL = 1e-6, 1e-3
DISTRICTS, MONTHS, EVENTS = 407, 73, 22
BLOCK = 1 << 20


def main() -> int:
    """Run every test on every order and print the p-values; 1 where one fails."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--log2", type=int, default=26, help="words an order, as a power of two")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    count, worst, doubtful, total = 1 << chosen.log2, 1.0, 0, 0
    for order, blocks in ORDERS.items():
        began = time.perf_counter()
        found = examine(lambda blocks=blocks: blocks(chosen.seed, count))
        for test, p in found.items():
            total += 1
            doubtful += p < DOUBTFUL
            worst = min(worst, p)
            mark = "FAILS" if p < FAILS else ("?" if p < DOUBTFUL else "")
            print(f"{order:18} {test:34} p = {p:.4g} {mark}")
        print(f"{order:18} 2^{chosen.log2} words in {time.perf_counter() - began:.0f} s")
    print(f"smallest of {total} p-values {worst:.3g}; {doubtful} below {DOUBTFUL:g}")
    return int(worst < FAILS)


# --- orders in which words are taken: a block is uint32, one dimension


def model_order(seed: int, count: int) -> Iterator[np.ndarray]:
    """As one future after the other draws them: districts, then months, for the shocks of the ground."""
    month = np.arange(MONTHS)[:, None]
    at = np.concatenate([
        (streams.address(streams.DISTRICT_SHOCK, 0, 0) + (month << 14) + np.arange(1, DISTRICTS + 1)).ravel(),
        (streams.address(streams.DEATHS_MIXING, 0, 0) + (month << 14)).ravel(),
        (streams.address(streams.DEATHS_COUNTING, 0, 0) + (month << 14)).ravel(),
        (streams.address(streams.SUPPORT_SHOCK, 0, 0) + (month << 14)).ravel(),
    ]).astype(np.uint32)  # fmt: skip
    each = max(BLOCK // at.size, 1)
    for first in range(0, -(-count // at.size), each):
        yield at_addresses(seed, np.arange(first, first + each), at).ravel()


def across_futures(seed: int, count: int) -> Iterator[np.ndarray]:
    """Consecutive futures at one address, then the next address."""
    futures = 1 << 16
    keys = streams.keys(seed, np.arange(futures))
    first, second = keys[:, 0].copy(), keys[:, 1].copy()
    for step in range(-(-count // futures)):
        at = streams.address(streams.DISTRICT_SHOCK, step // DISTRICTS % 1024, 1 + step % DISTRICTS)
        yield hashed(np.full(futures, at, dtype=np.uint32), first, second)


def along_clocks(seed: int, count: int) -> Iterator[np.ndarray]:
    """The alarms of events: ordinal in the date field, event in the unit field."""
    ordinal = np.arange(24)[:, None]
    at = (streams.address(streams.EVENT_CLOCK, 0, 0) + (ordinal << 14) + np.arange(EVENTS)).ravel().astype(np.uint32)
    each = BLOCK // at.size
    for first in range(0, -(-count // at.size), each):
        yield at_addresses(seed, np.arange(first, first + each), at).ravel()


def at_addresses(seed: int, futures: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Words (future, address)."""
    keys = streams.keys(seed, futures)
    shape = (len(futures), at.size)
    first, second = (np.ascontiguousarray(np.broadcast_to(keys[:, [i]], shape)) for i in (0, 1))
    return hashed(np.ascontiguousarray(np.broadcast_to(at, shape)), first, second)


ORDERS: dict[str, Callable[[int, int], Iterator[np.ndarray]]] = {
    "model order": model_order,
    "across futures": across_futures,
    "clocks of events": along_clocks,
}


# --- tests


def examine(blocks: Callable[[], Iterator[np.ndarray]]) -> dict[str, float]:
    """P-values of one order by name of test."""
    size, ones = 0, np.zeros(32)
    bytes_, pairs, low_pairs = np.zeros((4, 256)), np.zeros(1 << 16), np.zeros(1 << 16)
    gaps = {"top 4 bits": np.zeros(200), "low 4 bits": np.zeros(200)}
    lag = np.zeros(3)
    twins, expected_twins = 0, 0.0
    deepest = 0.0
    for words in blocks():
        size += words.size
        for bit in range(32):
            ones[bit] += np.count_nonzero(words & np.uint32(1 << bit))
        for byte in range(4):
            bytes_[byte] += np.bincount(words >> np.uint32(8 * byte) & np.uint32(255), minlength=256)
        even = words[: words.size // 2 * 2].reshape(-1, 2)
        pairs += np.bincount((even[:, 0] >> 24 << 8) | even[:, 1] >> 24, minlength=1 << 16)
        low_pairs += np.bincount((even[:, 0] & 255) << 8 | even[:, 1] & 255, minlength=1 << 16)
        for name, part in (("top 4 bits", words >> np.uint32(28)), ("low 4 bits", words & np.uint32(15))):
            at = np.flatnonzero(part == 0)
            gaps[name] += np.bincount(np.minimum(np.diff(at) - 1, 199), minlength=200)
        z = normal_quantile(uniform(words)).astype(float)
        for i, distance in enumerate((1, 2, DISTRICTS)):
            lag[i] += (z[distance:] * z[:-distance]).sum()
        deepest = max(deepest, float(np.abs(z).max()))
        for chunk in range(0, words.size - (1 << 12) + 1, 1 << 12):  # 4096 birthdays in 2^32 days
            spacing = np.diff(np.sort(words[chunk : chunk + (1 << 12)].astype(np.int64)))
            twins += spacing.size - np.unique(spacing).size
            expected_twins += (1 << 12) ** 3 / (4 * 2.0**32)
        last = words
    found = {
        "bits even": even_p(ones, size),
        "bytes even": min(1.0, 4 * min(counts_p(b) for b in bytes_)),
        "pairs of top bytes": counts_p(pairs),
        "pairs of low bytes": counts_p(low_pairs),
        **{f"gaps, {name}": gaps_p(seen) for name, seen in gaps.items()},
        "birthday spacings": two_sided(twins, expected_twins),
        "normals along the order, lag 1": 2 * norm.sf(abs(lag[0]) / np.sqrt(size)),
        "normals along the order, lag 2": 2 * norm.sf(abs(lag[1]) / np.sqrt(size)),
        "normals a month apart": 2 * norm.sf(abs(lag[2]) / np.sqrt(size)),
        "normals, whole distribution": float(kstest(normal_quantile(uniform(last)), "norm").pvalue),
        "extremes within the ends": float(deepest < 5.3),
    }
    return {name: float(p) for name, p in found.items()}


def even_p(ones: np.ndarray, size: int) -> float:
    """Smallest p-value of the 32 bits, corrected for their number."""
    z = (ones - size / 2) / np.sqrt(size / 4)
    return min(1.0, 32 * 2 * float(norm.sf(np.abs(z).max())))


def counts_p(seen: np.ndarray) -> float:
    """Equal cells by chi-square, both tails: too even is as bad as too uneven."""
    expected = seen.sum() / seen.size
    value = ((seen - expected) ** 2).sum() / expected
    return 2 * min(float(chi2.sf(value, seen.size - 1)), float(chi2.cdf(value, seen.size - 1)))


def gaps_p(seen: np.ndarray) -> float:
    """Gaps between hits of probability 1/16 against the geometric law."""
    p, k = 1 / 16, np.arange(seen.size)
    law = p * (1 - p) ** k
    law[-1] = (1 - p) ** k[-1]
    expected = law * seen.sum()
    value = ((seen - expected) ** 2 / expected).sum()
    return 2 * min(float(chi2.sf(value, seen.size - 1)), float(chi2.cdf(value, seen.size - 1)))


def two_sided(seen: int, expected: float) -> float:
    """A Poisson count against its mean."""
    return min(1.0, 2 * min(float(poisson.sf(seen - 1, expected)), float(poisson.cdf(seen, expected))))


if __name__ == "__main__":
    sys.exit(main())
