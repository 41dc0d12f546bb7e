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
    province: np.ndarray  # int64, position
    region_share: np.ndarray  # float32, share of its region's population
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
    militia_predation: float
    outpost_benefit: float
    oversight: float
    materiel: float
    elite_control: float
    elite_usual: np.ndarray  # float32 (region,), mean of the killing pulse
    legitimacy_force: float
    log_legitimacy: float
    pay_start: float
    air_start: float
    advice_start: float
    strength_start: float
    command_inner: float
    command_outer_low: float
    command_outer_high: float
    press_cut_low: float
    press_cut_high: float
    reading_noise: float


class LocalPeace(NamedTuple):
    """Accords of districts (M9)."""

    accord_rate: float
    breakdown_rate: float
    by_order: float
    by_weariness: float
    by_legitimacy: float
    by_contest: float
    violence_share: float
    cascade_step: float
    weariness_start: float
    legitimacy_start: float
    centre_cut: float


class Countryside(NamedTuple):
    """Massing, roads, posts, militias and killings (M4-M6)."""

    provinces: int
    regions: int
    province_weight: np.ndarray  # float32 (province,), population share
    region_weight: np.ndarray  # float32 (region,), population share
    route_parent: np.ndarray  # int64 (stretch,), the stretch before it on the way from the capital, or -1
    route_here: np.ndarray  # int64 (stretch,), district
    route_there: np.ndarray  # int64 (stretch,), district
    route_km: np.ndarray  # float64 (stretch,), a kilometre off the highways counts double
    province_stretch: np.ndarray  # int64 (province,), last stretch before its capital, or -1
    size: float
    habit: float
    smallest: float
    largest: float
    town: float
    post: float
    exposed: float
    size_start: float
    stormed_start: float
    storm_rate: float
    abandon_rate: float
    abandon_pay: float
    abandon_cohesion: float
    check_base: float
    check_control: float
    militia_loss: float
    killing_rate: float
    elite_cohesion: float
    oversight_start: float
    cohesion_start: float
    effort_mean: float
    sortie_benefit: float


class Effort(NamedTuple):
    """Chosen effort (9.5)."""

    precision: float
    share: np.ndarray  # float32 (use,)
    garrison: float
    elite_control: float
    elite_cascade: float


class State(NamedTuple):
    """The client government and how control is perceived (M8, 9.6); logits unless said."""

    credence: float
    resentment: float
    legitimacy_start: float
    cohesion_logit: float
    cohesion_rest: float  # the usual killings and raids made good
    legitimacy_rest: float  # the usual raids made good
    oversight_start: float
    security_legitimacy: float
    freedom_legitimacy: float
    economy_legitimacy: float
    relations_legitimacy: float
    reform_legitimacy: float
    legitimacy_speed: float
    legitimacy_scale: float
    expectation_cohesion: float
    control_cohesion: float
    legitimacy_cohesion: float
    reform_cohesion: float
    exclusion_cohesion: float
    cohesion_speed: float
    cohesion_scale: float
    oversight_reform: float
    dispute_base: float
    dispute_cohesion: float
    dispute_legitimacy: float
    dispute_loss: float
    raid_rate: float
    raid_cohesion: float
    raid_legitimacy: float
    effort_mean: float


class Neighbours(NamedTuple):
    """Sanctuary and recognition (M10)."""

    sanctuary: float
    sanctuary_speed: float
    recognition: float
    recognition_speed: float
    by_talks: float
    by_assurance: float


class Cascade(NamedTuple):
    """Garrisons and strongmen (M11)."""

    regions: int
    weight: np.ndarray  # float32 (region,), by offices
    capitals: np.ndarray  # float32 (region,), its share of provincial capitals
    seat: np.ndarray  # float32 (region,), 1 where the national capital lies
    usual_losses: np.ndarray  # float32 (region,)
    base: float
    by_level: float
    by_expectation: float
    by_control: float
    by_cohesion: float
    by_pay: float
    by_legitimacy: float
    by_losses: float
    within: float
    between: float
    noise: float
    speed: float
    returning: float
    town: float
    capital_share: float
    surrender_share: float
    collapse_capitals: float
    fear: float
    offer: float
    holding: float
    courting: float
    militia_surrender: float
    rest_steps: int


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
    map_low: np.ndarray  # float64 (district,), ends between which an imported map's reading lies; empty without one
    map_high: np.ndarray  # float64 (district,)
    map_offset: np.ndarray  # float64 (district,), offset of the instrument whose map it is


class Society(NamedTuple):
    """Violence, the insurgency and the patron's public (M2, M3, M7)."""

    deaths_per_month: float
    level_decay: float
    level_innovation: float
    dispersion: float
    base_deaths: float
    effort_mean: float
    loss_ratio_base: float
    exposure_base: float
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
    propaganda_exposure: float
    sanctuary: float
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
    policy: np.ndarray  # float64 (policy, month), ``record.POLICIES``
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
    kernel_control: float
    kernel_volatility: np.ndarray  # (posture,)
    kernel_ceasefire: float
    kernel_settled: float
    talking_start: float
    excluded_start: float


class Politics(NamedTuple):
    """The start of the game, its transitions and the hazards of nature."""

    turnover: np.ndarray  # int64 (month,), 1 where a new leader takes office
    rule: np.ndarray  # int64 (month,), which rules are in force
    next_cell: np.ndarray  # int64 (rule, event, cell, talks), -1 where the event may not happen
    next_talks: np.ndarray  # int64 (rule, event, cell, talks)
    order: np.ndarray  # int64 (month,), which order is given, -1 for none
    order_cell: np.ndarray  # int64 (order, cell, talks), where it leads
    order_event: np.ndarray  # int64 (order, cell, talks), the move it is, -1 where it changes nothing
    cell_posture: np.ndarray  # int64 (cell,)
    cell_commitment: np.ndarray  # int64 (cell,)
    posture: int
    commitment: int
    talks: int
    execution: np.ndarray  # float64 (rule, cell, talks), per year
    cohesion_decay: float
    redraw_rate: float
    turnover_redraw: float
    resolute_share: float
    resolve_start: float
    resolve_offset: float
    statement: np.ndarray  # float64 (month,), public statements of the patron
    informativeness: float
    dissent_accord: float  # rate a year of a splinter, per share of the terms at hand
    dissent_settlement: float
    splinter_share: float
    challenge: float  # rate a year at which a victor meets a new war


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
    peace: LocalPeace
    countryside: Countryside
    effort: Effort
    state: State
    neighbours: Neighbours
    cascade: Cascade
    origin: Origin
    society: Society
    stage: Stage
    politics: Politics
    ends: Ends
    months: int


class Tables(NamedTuple):
    """The solved games as the loop reads them, one after the other where expectations change.

    ``nodes`` is float32 (date x node, 32): log hazards of the patron's eight events for the irresolute and the
    resolute type, then the sixteen shared slots of ``strategy.solver.Solution``.
    """

    nodes: np.ndarray
    x_nodes: np.ndarray  # (game, x)
    mu_nodes: np.ndarray
    chi_knots: np.ndarray
    per_date: int
    low: np.ndarray  # int64 (month,), stored date before the middle of the month
    high: np.ndarray
    fraction: np.ndarray  # float64 (month,)
    game: np.ndarray  # int64 (month,), which game is believed


class Field(NamedTuple):
    """The country in W lanes."""

    deviation: np.ndarray  # float32 (district, W)
    scratch: np.ndarray  # float32 (district, W)
    target: np.ndarray  # float32 (district, W)
    accord: np.ndarray  # float32 (district, W), 1 where a local accord holds
    province: np.ndarray  # float32 (quantity x province, W), ``record.PROVINCE_ROWS``
    regional: np.ndarray  # float32 (quantity x region, W), ``record.REGION_ROWS``
    route: np.ndarray  # float32 (stretch, W), log of the chance to get there
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


def lanes(war: War, width: int) -> Lanes:
    """Empty lanes for one worker."""
    districts, provinces, regions = len(war.ground.unit), war.countryside.provinces, war.countryside.regions

    def zeros(rows: int, kind: str = "f4") -> np.ndarray:
        return np.zeros((rows, width), dtype=kind)

    return Lanes(
        Field(
            zeros(districts), zeros(districts), zeros(districts), zeros(districts),
            zeros(record.PROVINCE_ROWS * provinces), zeros(record.REGION_ROWS * regions),
            zeros(len(war.countryside.route_parent)), zeros(regions),
            zeros(record.ROWS), np.zeros((3, width), dtype=np.uint32),
        ),
        Memory(zeros(12), zeros(12), zeros(3)),
        Mind(
            zeros(record.STANCES, "i8"), zeros(record.NUMBERS, "f8"), zeros(record.EVENTS, "f8"),
            zeros(record.EVENTS, "f8"), zeros(record.EVENTS, "i8"), np.zeros((4, 8), dtype=np.float32),
            np.zeros(record.EVENTS), zeros(len(record.COLUMNS), "f8"),
        ),
        Survey(
            np.zeros((districts, width), dtype=np.uint8), np.zeros(districts, dtype=np.int64),
            np.zeros(districts, dtype=np.int64),
        ),
    )  # fmt: skip


def results(futures: int, months: int, districts: int, kept: int, told: int, mapped: int) -> Results:
    """Empty results for a block of futures, of which the first keep their path, their log, their maps."""
    return Results(
        record=np.zeros((futures, len(record.COLUMNS)), dtype=np.float32),
        states=np.zeros((months, record.STATES), dtype=np.int64),
        events=np.zeros((months, record.EVENTS), dtype=np.int64),
        histogram=np.zeros((months, len(record.QUANTITIES), record.BINS), dtype=np.int64),
        transitions=np.zeros((4, 6), dtype=np.int64),
        path=np.full((kept, months, len(record.QUANTITIES)), np.nan, dtype=np.float32),
        map=np.full((mapped, (months + 2) // 3, districts), 255, dtype=np.uint8),
        log=np.full((told, record.LOG_LENGTH, record.LOG_WIDTH), np.nan, dtype=np.float32),
    )
