"""The map on the first day, drawn for each future from what was known and not from a map.

Targets come from covariates, province effects and district effects; five years of burn-in give the spread
around them; then one shift and one scale make the command's last class counts come out (model 5.3).
"""

from __future__ import annotations

import numpy as np

from ripeness.engine.ground import neighbours, shock
from ripeness.engine.streams import (
    DISTRICT_LEVEL,
    PROVINCE_LEVEL,
    START_DISTRICT_SHOCK,
    START_REGION_SHOCK,
)  # fmt: skip
from ripeness.engine.war import Field, Ground, Origin
from ripeness.model.territory import lean, revert
from ripeness.numerics.compiled import kernel
from ripeness.numerics.lanes import load, store

EDGE = 1e-9  # of a probability, so that a class far from the covariates still has a finite place
MARGIN = 1e-4  # log-odds inside a class, more than single precision loses


@kernel
def draw_maps(width, ground: Ground, origin: Origin, field: Field, provinces: np.ndarray) -> None:
    """Targets and deviations of W futures whose keys stand in ``field.words``.

    Leaves raw targets in ``field.target`` and raw deviations in ``field.deviation``.
    ``provinces`` is scratch, float32 (province, W).
    """
    for p in range(origin.province_unit.shape[0]):
        store(width, provinces, p, shock(width, field, PROVINCE_LEVEL, origin.province_unit[p]) * origin.province_sd)
    for d in range(ground.unit.shape[0]):
        effect = shock(width, field, DISTRICT_LEVEL, ground.unit[d]) * origin.district_sd
        store(width, field.target, d, load(width, provinces, origin.province[d]) + effect + origin.level[d])
        store(width, field.deviation, d, effect * 0.0)
    for quarter in range(origin.quarters):
        store(width, field.words, 2, load(width, field.words, 2) * 0 + (quarter << 14))
        for g in range(ground.region_unit.shape[0]):
            shared = shock(width, field, START_REGION_SHOCK, ground.region_unit[g]) * origin.shared_scale
            store(width, field.shock, g, shared)
        for d in range(ground.unit.shape[0]):
            near = neighbours(width, ground, field.deviation, d)
            leaned = lean(load(width, field.deviation, d), near, ground.degree[d], origin.step)
            own = shock(width, field, START_DISTRICT_SHOCK, ground.unit[d])
            shared = load(width, field.shock, ground.region[d])
            moved = revert(leaned, own, shared, origin.decay, origin.own_scale, 1.0)
            store(width, field.scratch, d, moved)
        for d in range(ground.unit.shape[0]):
            near = neighbours(width, ground, field.scratch, d)
            leaned = lean(load(width, field.scratch, d), near, ground.degree[d], origin.step)
            store(width, field.deviation, d, leaned)


def fit_counts(ground: Ground, origin: Origin, field: Field) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One shift and one scale so that the known class counts come out: target, deviation, scale of the offsets.

    Where a scenario gives no counts the mean and spread of its parameters are met instead.

    Returns
    -------
    float64 (district, W), (district, W), (W,)
    """
    n = len(ground.unit)
    target = field.target.astype(np.float64)
    everything = target + field.deviation
    seen = everything + ground.command_offset.astype(np.float64)[:, None]
    seen.sort(axis=0)
    mean_target, mean_all = _sum(target / n), _sum(everything / n)
    if origin.inner_government > 0:
        high = 0.5 * (seen[n - origin.inner_government] + seen[n - origin.inner_government - 1])
        low = 0.5 * (seen[origin.inner_insurgent] + seen[origin.inner_insurgent - 1])
        scale = 2.0 * ground.command_inner / (high - low)
        shift = ground.command_inner - scale * high
    else:
        spread = seen - _sum(seen / n)
        scale = origin.cross_section_sd / np.sqrt(_sum(spread * spread / n))
        shift = origin.start_mean - scale * mean_all
    target_shift = scale * (mean_all - mean_target) + shift - origin.posterior_gap
    target = scale * target + target_shift
    deviation = scale * everything + shift - target
    if len(origin.map_low):
        target, deviation = hold_to_map(origin, target, deviation, scale)
    return target, deviation, scale


def hold_to_map(
    origin: Origin, target: np.ndarray, deviation: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Control moved so that the instrument of an imported map prints that map in every future.

    A district keeps its rank: the draw's place in the distribution of control given the covariates becomes the same
    place between the ends that its class leaves. Of the move the target takes its share of the spread, as a Gaussian
    would; a shift of all targets then keeps the gap between control and target. The class counts of the other
    instrument, met before, hold only nearly afterwards.

    Parameters
    ----------
    target, deviation : float64 (district, W). scale : float64 (W,), of the reading offsets.

    Returns
    -------
    float64 (district, W), (district, W)

    References
    ----------
    Model 5.3, the start ``nowcast``.
    """
    from scipy.special import ndtr, ndtri

    n = len(origin.map_low)
    known = (np.isfinite(origin.map_low) | np.isfinite(origin.map_high))[:, None]
    level = origin.level.astype(float)[:, None]
    x = target + deviation
    usual = scale * (level - _sum(level / n)) + _sum(x / n)
    spread = np.sqrt(_sum((x - usual) ** 2 / n))
    own = target - scale * level
    own = own - _sum(own / n)
    share = np.minimum(_sum(own * own / n) / spread**2, 1.0)
    offset = scale * origin.map_offset[:, None]
    low, high = origin.map_low[:, None] - offset, origin.map_high[:, None] - offset
    below, above = ndtr((low - usual) / spread), ndtr((high - usual) / spread)
    place = np.clip(below + ndtr((x - usual) / spread) * (above - below), EDGE, 1.0 - EDGE)
    held = np.where(known, np.clip(usual + spread * ndtri(place), low + MARGIN, high - MARGIN), x)
    moved = target + share * (held - x)
    moved = moved + _sum((held - moved - deviation) / n)
    return moved, held - moved


def _sum(values: np.ndarray) -> np.ndarray:
    """Sum over districts in their order, so that it does not depend on the number of lanes."""
    return np.add.accumulate(values, axis=0)[-1]
