"""Randomness with an address: every draw is a function of (seed, future, purpose, date, unit).

Nothing is carried from draw to draw, so futures can be run in any order, on any number of workers and lanes,
and started again at any point; and a new mechanism, under a purpose of its own, moves nobody else's luck.
The counter has fixed fields: purpose 8 bits, date 10 bits, unit 14 bits (the stable number of a unit in the
scenario's table, never its position; the nation is 0).
"""

from __future__ import annotations

import numpy as np

# A purpose keeps its number for ever.
DISTRICT_SHOCK = 1
REGION_SHOCK = 2
START_DISTRICT_SHOCK = 3
START_REGION_SHOCK = 4
PROVINCE_LEVEL = 5
DISTRICT_LEVEL = 6
COMMAND_OFFSET = 7
PRESS_OFFSET = 8
COMMAND_NOISE = 9
PRESS_NOISE = 10
VIOLENCE_LEVEL = 11
DEATHS_MIXING = 12
DEATHS_COUNTING = 13
PATRON_DEATHS = 14
SUPPORT_SHOCK = 15
PATRON_TYPE = 16
COHESION = 17
EVENT_CLOCK = 18
TURNOVER = 19
PROVINCE_VIOLENCE = 20
KERNEL_SHOCK = 21
ELITE_EVENT = 22
ELITE_REGION = 23
ELITE_WEIGHT = 24
LEGITIMACY_SHOCK = 25
COHESION_SHOCK = 26
DISPUTE = 27
DISPUTE_LENGTH = 28
RAID = 29
LOCAL_ACCORD = 30
LOCAL_ACCORD_START = 31
CENTRE = 32
STATEMENT = 33
SPLINTER = 34
CHALLENGE = 35

WORLD_AXIS = 1 << 62
_MASK = (1 << 64) - 1


def splitmix64(value: int) -> int:
    """One step of splitmix64 (Steele, Lea and Flood 2014)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def key(seed: int, index: int) -> tuple[int, int]:
    """The two key words of a future (or, shifted by ``WORLD_AXIS``, of a world)."""
    whole = splitmix64(seed ^ splitmix64(index))
    return whole & 0xFFFFFFFF, whole >> 32


def keys(seed: int, indices: np.ndarray) -> np.ndarray:
    """Key words of many futures, uint32 (future, 2)."""
    with np.errstate(over="ignore"):
        whole = _splitmix_array(np.uint64(seed) ^ _splitmix_array(indices.astype(np.uint64)))
    return np.stack([whole & np.uint64(0xFFFFFFFF), whole >> np.uint64(32)], axis=1).astype(np.uint32)


def _splitmix_array(value: np.ndarray) -> np.ndarray:
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def address(purpose: int, date: int, unit: int) -> int:
    """The counter of one draw: purpose (8 bits), date (10 bits), unit (14 bits)."""
    return (purpose << 24) | (date << 14) | unit
