"""The arrays a month reads and writes: the war as packed, the solved game, the lanes in flight, the results.

Each mechanism is handed the small tuple it needs and no more: that keeps the arrows readable, and a compiled
call cheap.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ripeness.engine import record


class Ground(NamedTuple):
    """Geography, instruments and the territorial contest (M1). District arrays are (district,)."""

    unit: np.ndarray  # int64, stable number
    region: np.ndarray  # int64, position
    weight: np.ndarray  # float32, population share
    violence_weight: np.ndarray  # float32, v_p of the province
    first: np.ndarray  # int64 (district + 1,), where a district's neighbours begin
    neighbour: np.ndarray  # int64
    tie: np.ndarray  # float32, 1 for a border, 2 with a highway along it
    degree: np.ndarray  # float32, sum of ties
    region_unit: np.ndarray  # int64 (region,), stable number
    command_offset: np.ndarray  # float32, drawn once a world
    press_offset: np.ndarray  # float32
    step: float  # diffusion rate x half a month / mean degree
    decay: float
    own_scale: float
    shared_scale: float
    decisiveness: float
    air_multiplier: float
    air_backlash: float
    materiel_multiplier: float
    militia_benefit: float
    outpost_benefit: float
    oversight: float
    materiel: float
    pay_start: float
    air_start: float
    advice_start: float
    strength_start: float
    command_inner: float
    press_cut_low: float
    press_cut_high: float
    reading_noise: float


class Origin(NamedTuple):
    """What the first day's map is drawn from (model 5.3)."""

    level: np.ndarray  # float32 (district,), covariate part of the target
    province: np.ndarray  # int64 (district,), position
    province_unit: np.ndarray  # int64 (province,), stable number
    province_sd: float
    district_sd: float
    quarters: int
    step: float
    decay: float
    own_scale: float
    shared_scale: float
    start_mean: float
    posterior_gap: float
    cross_section_sd: float
    inner_government: int
    inner_insurgent: int


class Society(NamedTuple):
    """Violence, the insurgency and the patron's public (M2, M3, M7)."""

    deaths_per_month: float
    level_decay: float
    level_innovation: float
    dispersion: float
    base_deaths: float
    effort_mean: float
    loss_ratio_base: float
    loss_ratio_air: float
    loss_ratio_civilian: float
    patron_deaths: float
    strength: float
    recruitment: float
    recruitment_sanctuary: float
    recruitment_morale: float
    morale_decay: float
    morale_success: float
    morale_losses: float
    weariness: float
    weariness_decay: float
    weariness_success: float
    weariness_contact: float
    propaganda_success: float
    losses_start: float
    support: float
    cumulative_deaths: float
    deaths_per_million: float
    war_cost_share: float
    support_casualties: float
    support_success: float
    support_elite: float
    support_sd: float
    salience_deaths: float
    salience_cost: float
    level_start: float


class Stage(NamedTuple):
    """What posture, commitment, talks and the calendar mean on the ground; (posture,) or (month,) float64."""

    season: np.ndarray
    truce_weeks: np.ndarray
    air: np.ndarray
    pay: np.ndarray
    advice: np.ndarray
    level: np.ndarray
    kernel_drift: np.ndarray
    restraint_effort: float  # factor on effort under a dated timeline, relative to the start
    restraint_deaths: float
    restraint_effort_free: float  # the same without one
    restraint_deaths_free: float
    ceasefire_factor: float
    settlement_factor: float
    kernel_cohesion: float
    kernel_volatility: float
    kernel_ceasefire: float
    kernel_settled: float


class Politics(NamedTuple):
    """The start of the game, its transitions and the hazards of nature."""

    turnover: np.ndarray  # int64 (month,), 1 where a new leader takes office
    next_cell: np.ndarray  # int64 (event, cell, talks)
    next_talks: np.ndarray  # int64 (event, cell, talks)
    cell_posture: np.ndarray  # int64 (cell,)
    cell_commitment: np.ndarray  # int64 (cell,)
    posture: int
    commitment: int
    talks: int
    execution: float
    cohesion_decay: float
    redraw_rate: float
    turnover_redraw: float
    resolute_share: float
    resolve_start: float
    resolve_offset: float
    high_cohesion_share: float


class Ends(NamedTuple):
    """What the record needs to know about capitals and thresholds."""

    capital: np.ndarray  # int64, districts that hold a provincial capital
    regional_capital: np.ndarray  # int64
    quiet_deaths: float
    weak_share: float
    handover_terms: float


class War(NamedTuple):
    """One world of one scenario, packed."""

    ground: Ground
    origin: Origin
    society: Society
    stage: Stage
    politics: Politics
    ends: Ends
    months: int


class Tables(NamedTuple):
    """The solved game as the loop reads it.

    ``nodes`` is float32 (date x node, 32): log hazards of the patron's eight events for the irresolute and the
    resolute type, then the sixteen shared slots of ``strategy.solver.Solution``.
    """

    nodes: np.ndarray
    x_nodes: np.ndarray
    mu_nodes: np.ndarray
    chi_knots: np.ndarray
    per_date: int
    low: np.ndarray  # int64 (month,), stored date before the middle of the month
    high: np.ndarray
    fraction: np.ndarray  # float64 (month,)


class Field(NamedTuple):
    """The country in W lanes."""

    deviation: np.ndarray  # float32 (district, W)
    scratch: np.ndarray  # float32 (district, W)
    target: np.ndarray  # float32 (district, W)
    shock: np.ndarray  # float32 (region, W)
    rows: np.ndarray  # float32 (state, W), names in ``record.STATE``
    words: np.ndarray  # uint32 (3, W): two key words, the date field of the counter


class Memory(NamedTuple):
    """The last months in W lanes, oldest first, float32."""

    control: np.ndarray  # (12, W), national log-odds
    deaths: np.ndarray  # (12, W)
    losses: np.ndarray  # (3, W)


class Mind(NamedTuple):
    """The game in W lanes."""

    stance: np.ndarray  # int64 (stances, W)
    number: np.ndarray  # float64 (numbers, W)
    elapsed: np.ndarray  # float64 (event, W), hazard accumulated on each clock
    alarm: np.ndarray  # float64 (event, W), where it rings
    ordinal: np.ndarray  # int64 (event, W)
    reading: np.ndarray  # float32 (4, 8), scratch of one reading of the tables
    rate: np.ndarray  # float64 (event,), scratch
    record: np.ndarray  # float64 (column, W)


class Survey(NamedTuple):
    """Scratch of the record at the end of a future."""

    side_before: np.ndarray  # uint8 (district, W), side held twelve months before the end
    visit: np.ndarray  # int64 (district,)
    queue: np.ndarray  # int64 (district,)


class Lanes(NamedTuple):
    """W futures in flight."""

    field: Field
    memory: Memory
    mind: Mind
    survey: Survey


class Results(NamedTuple):
    """What a block of futures leaves behind."""

    record: np.ndarray  # float32 (future, column)
    states: np.ndarray  # int64 (month, state)
    events: np.ndarray  # int64 (month, event)
    histogram: np.ndarray  # int64 (month, quantity, bin)
    transitions: np.ndarray  # int64 (posture, 6), sums in millionths for the kernel check
    path: np.ndarray  # float32 (kept, month, quantity)
    map: np.ndarray  # uint8 (kept, quarter, district), control in 1/200; 255 after a collapse
    log: np.ndarray  # float32 (told, LOG_LENGTH, LOG_WIDTH)


def lanes(districts: int, regions: int, width: int) -> Lanes:
    """Empty lanes for one worker."""

    def floats(rows: int) -> np.ndarray:
        return np.zeros((rows, width), dtype=np.float32)

    def whole(rows: int) -> np.ndarray:
        return np.zeros((rows, width), dtype=np.int64)

    def doubles(rows: int) -> np.ndarray:
        return np.zeros((rows, width))

    return Lanes(
        Field(
            floats(districts), floats(districts), floats(districts), floats(regions),
            floats(len(record.STATE)), np.zeros((3, width), dtype=np.uint32),
        ),
        Memory(floats(12), floats(12), floats(3)),
        Mind(
            whole(record.STANCES), doubles(record.NUMBERS), doubles(record.EVENTS), doubles(record.EVENTS),
            whole(record.EVENTS), np.zeros((4, 8), dtype=np.float32), np.zeros(record.EVENTS),
            doubles(len(record.COLUMNS)),
        ),
        Survey(
            np.zeros((districts, width), dtype=np.uint8), np.zeros(districts, dtype=np.int64),
            np.zeros(districts, dtype=np.int64),
        ),
    )  # fmt: skip


def results(futures: int, months: int, districts: int, kept: int, told: int) -> Results:
    """Empty results for a block of futures."""
    return Results(
        record=np.zeros((futures, len(record.COLUMNS)), dtype=np.float32),
        states=np.zeros((months, record.STATES), dtype=np.int64),
        events=np.zeros((months, record.EVENTS), dtype=np.int64),
        histogram=np.zeros((months, len(record.QUANTITIES), record.BINS), dtype=np.int64),
        transitions=np.zeros((4, 6), dtype=np.int64),
        path=np.full((kept, months, len(record.QUANTITIES)), np.nan, dtype=np.float32),
        map=np.full((kept, (months + 2) // 3, districts), 255, dtype=np.uint8),
        log=np.full((told, record.LOG_LENGTH, record.LOG_WIDTH), np.nan, dtype=np.float32),
    )
