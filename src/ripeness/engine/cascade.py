"""Weeks of the cascade: garrisons and strongmen of each region, what falls with them, and the end of a regime (M11)."""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.war import Cascade, Field
from ripeness.model.powerbrokers import WEEKS, fundamental, leaving_share, surrender_step, unit_threshold
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, sigmoid
from ripeness.numerics.lanes import load, select, store
from ripeness.numerics.scalar import double, sigmoid1

WEEK_YEARS = 1.0 / 12.0 / WEEKS


@part
def what_can_be_borne(width, cascade: Cascade, field: Field, g: int):
    """The fundamental of a region this month: share that may give up before the rest cannot hold."""
    rows, n = field.rows, cascade.regions
    # What everybody discounts since ever is part of the base; only a change of perception counts (start rule).
    seen = load(width, field.regional, rec.CONTROL_OF * n + g) + load(width, rows, rec.MISJUDGED)
    legitimacy, cohesion = sigmoid(load(width, rows, rec.LEGITIMACY)), sigmoid(load(width, rows, rec.COHESION))
    losses = load(width, field.regional, rec.LOSSES_OF * n + g) - cascade.usual_losses[g]
    return load(width, rows, rec.BASE_SHIFT) + fundamental(
        load(width, rows, rec.LEVEL), load(width, rows, rec.EXPECTED), seen, cohesion, load(width, rows, rec.PAY),
        legitimacy, losses, cascade.base, cascade.by_level, cascade.by_expectation, cascade.by_control,
        cascade.by_cohesion, cascade.by_pay, cascade.by_legitimacy, cascade.by_losses,
    )  # fmt: skip


@part
def weeks(width, cascade: Cascade, field: Field) -> None:
    """Four steps; all regions move together from the shares of the week before (M11)."""
    rows, table, n = field.rows, field.regional, cascade.regions
    courting, leaving = load(width, rows, rec.EFFORT + 5), load(width, rows, rec.LEAVING)
    threshold = unit_threshold(
        (load(width, rows, rec.POLICY + rec.OFFER) + cascade.offer) * courting + (courting - 1.0) * cascade.courting,
        load(width, rows, rec.POLICY + rec.HOLDING) * cascade.holding, cascade.fear,
    )  # fmt: skip
    for g in range(n):
        store(width, table, rec.FUNDAMENTAL_OF * n + g, what_can_be_borne(width, cascade, field, g))
        yielded = load(width, rows, rec.YIELDED) * cascade.militia_surrender
        share = load(width, table, rec.SURRENDERED_OF * n + g) + yielded + load(width, rows, rec.LOCAL_SURRENDER)
        store(width, table, rec.SURRENDERED_OF * n + g, clip(share, 0.0, 1.0))
    for _ in range(WEEKS):
        nation = mean_share(width, cascade, field)
        for g in range(n):
            after = surrender_step(
                load(width, table, rec.SURRENDERED_OF * n + g), nation, load(width, table, rec.FUNDAMENTAL_OF * n + g),
                threshold, leaving, cascade.within, cascade.between, cascade.noise, cascade.returning, WEEK_YEARS,
            )  # fmt: skip
            store(width, table, rec.SURRENDERED_OF * n + g, after)
    fall(width, cascade, field)


@part
def mean_share(width, cascade: Cascade, field: Field):
    """Surrendered share of the country, regions by their weight in offices."""
    total = load(width, field.rows, rec.LEVEL) * 0.0
    for g in range(cascade.regions):
        total = total + load(width, field.regional, rec.SURRENDERED_OF * cascade.regions + g) * cascade.weight[g]
    return total


@part
def fall(width, cascade: Cascade, field: Field) -> None:
    """Which regions' capitals have fallen, and whether the regime has (M11)."""
    rows, table, n = field.rows, field.regional, cascade.regions
    massed = load(width, rows, rec.FORMATION) >= cascade.town
    zero = load(width, rows, rec.LEVEL) * 0.0
    fallen, seat = zero, zero
    for g in range(n):
        share = load(width, table, rec.SURRENDERED_OF * n + g)
        # Aircraft that come back free no town whose garrison is gone: only garrisons that come back do.
        kept = load(width, table, rec.FALLEN_OF * n + g) > 0.5
        taken = ((massed | kept) & (share > cascade.capital_share)) | (share > cascade.surrender_share)
        down = select(taken, 1.0, 0.0)
        store(width, table, rec.FALLEN_OF * n + g, down)
        fallen = fallen + down * cascade.capitals[g]
        seat = seat + down * cascade.seat[g]
    nation = mean_share(width, cascade, field)
    gone = (fallen >= cascade.collapse_capitals) | (seat > 0.5)
    store(width, rows, rec.SURRENDERED, nation)
    store(width, rows, rec.CAPITALS_FALLEN, fallen)
    store(width, rows, rec.COLLAPSED_NOW, select(gone, 1.0, 0.0))
    store(width, rows, rec.CASCADE_SLOPE, steepness(cascade, nation))


@part
def steepness(cascade: Cascade, nation):
    """How steeply the surrendered share answers to itself, 0-1."""
    reply = nation * (1.0 - nation) * ((cascade.within + cascade.between) / cascade.noise)
    return reply / (reply + 1.0)


@part
def rest_at_start(cascade: Cascade, field: Field, level: float, pay: float, expected: float, w: int) -> None:
    """Shares of the first day in lane ``w``: the lowest at which as many give up as come back."""
    rows, table, n = field.rows, field.regional, cascade.regions
    cohesion = sigmoid1(double(rows[rec.COHESION, w]))
    legitimacy = sigmoid1(double(rows[rec.LEGITIMACY, w]))
    leaving, back = leaving_share(cascade.speed, WEEK_YEARS, 1.0), cascade.returning * WEEK_YEARS
    for g in range(n):
        table[rec.SURRENDERED_OF * n + g, w] = 0.0
        seen = double(table[rec.CONTROL_OF * n + g, w])
        table[rec.FUNDAMENTAL_OF * n + g, w] = double(rows[rec.BASE_SHIFT, w]) + fundamental(
            level, expected, seen, cohesion, pay,
            legitimacy, 0.0, cascade.base, cascade.by_level, cascade.by_expectation, cascade.by_control,
            cascade.by_cohesion, cascade.by_pay, cascade.by_legitimacy, cascade.by_losses,
        )  # fmt: skip
    nation = 0.0
    for _ in range(cascade.rest_steps):
        moved = 0.0
        for g in range(n):
            before = double(table[rec.SURRENDERED_OF * n + g, w])
            pull = before * cascade.within + nation * cascade.between
            pull -= double(table[rec.FUNDAMENTAL_OF * n + g, w])
            after = sigmoid1(pull / cascade.noise) * leaving / (leaving + back)
            table[rec.SURRENDERED_OF * n + g, w] = after
            moved += abs(double(table[rec.SURRENDERED_OF * n + g, w]) - before)
        nation = 0.0
        for g in range(n):
            nation += double(table[rec.SURRENDERED_OF * n + g, w]) * double(cascade.weight[g])
        if moved == 0.0:
            break
    rows[rec.SURRENDERED, w] = nation
    rows[rec.CASCADE_SLOPE, w] = steepness(cascade, nation)
