"""The client state and its surroundings in one month: government (M8), region (M10), perceived control (9.6)."""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.draws import chance, shock
from ripeness.engine.streams import (
    COHESION_SHOCK,
    DISPUTE,
    DISPUTE_LENGTH,
    LEGITIMACY_SHOCK,
    RAID,
)
from ripeness.engine.war import Field, Neighbours, State
from ripeness.model.elites import event_probability
from ripeness.model.government import (
    ELECTION_DIVIDEND,
    RAID_MONTHS,
    REFORM_LAG,
    REFORM_MONTHS,
    cohesion_target,
    delivery,
    dispute_probability,
    legitimacy_target,
    oversight_step,
    reverting_step,
)
from ripeness.model.perception import credence, perceived, resentment
from ripeness.model.region import recognition_step, sanctuary_step
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import clip, exp, maximum
from ripeness.numerics.lanes import floor, load, select, store

MONTH_YEARS = 1.0 / 12.0


@part
def perceive(width, state: State, field: Field) -> None:
    """National control as strongmen, fighters and leaders see it (9.6)."""
    rows = field.rows
    belief = credence(state.credence, load(width, rows, rec.POLICY + rec.PROPAGANDA))
    now, gap = load(width, rows, rec.LOG_ODDS), load(width, rows, rec.GAP)
    seen = perceived(now, gap, belief)
    store(width, rows, rec.PERCEIVED, seen)
    store(width, rows, rec.MISJUDGED, seen - perceived(now, gap, state.credence))


@part
def overseen(width, rows):
    """How far militias are under control: what reform has built, and what policy adds this month."""
    return clip(load(width, rows, rec.OVERSIGHT) + load(width, rows, rec.POLICY + rec.OVERSIGHT_ADDED), 0.0, 1.0)


@part
def govern(width, state: State, field: Field) -> None:
    """Legitimacy, cohesion, oversight, elections and symbolic raids (M8)."""
    rows = field.rows
    legitimacy, cohesion = load(width, rows, rec.LEGITIMACY), load(width, rows, rec.COHESION)
    since = load(width, rows, rec.REFORM_MONTH)
    under_way = select((since >= 0.0) & (since < REFORM_MONTHS * 1.0), 1.0, 0.0)
    felt = select((since >= REFORM_LAG * 1.0) & (since < (REFORM_MONTHS + REFORM_LAG) * 1.0), 1.0, 0.0)
    policy_reform = load(width, rows, rec.POLICY + rec.REFORM)
    under_way = maximum(under_way, policy_reform)
    store(width, rows, rec.REFORM_MONTH, select(since >= 0.0, since + 1.0, since))
    # A raid or a dispute weighs on what the elites and the public return to until it is over, and then is gone.
    raided = select(load(width, rows, rec.RAID_LEFT) > 0.5, 1.0, 0.0)
    disputed = select(load(width, rows, rec.DISPUTE_LEFT) > 0.5, 1.0, 0.0)
    control = load(width, rows, rec.LOG_ODDS) - load(width, rows, rec.LOG_ODDS_START)
    drawn = legitimacy_target(
        state.legitimacy_rest, control, felt, delivered_services(width, state, rows),
        resentment(load(width, rows, rec.POLICY + rec.PROPAGANDA), state.resentment),
        state.security_legitimacy, state.reform_legitimacy,
    )  # fmt: skip
    legitimacy = reverting_step(
        legitimacy, drawn - raided * state.raid_legitimacy, shock(width, field, LEGITIMACY_SHOCK, 0),
        state.legitimacy_speed, state.legitimacy_scale, MONTH_YEARS,
    )  # fmt: skip
    expected = load(width, rows, rec.EXPECTED) - load(width, rows, rec.EXPECTED_START)
    held = cohesion_target(
        state.cohesion_rest, expected, control, legitimacy - state.legitimacy_start, under_way,
        load(width, rows, rec.EXCLUDED), state.expectation_cohesion, state.control_cohesion,
        state.legitimacy_cohesion, state.reform_cohesion, state.exclusion_cohesion,
    )  # fmt: skip
    held = held + load(width, rows, rec.POLICY + rec.COHESION_PACT)
    cohesion = reverting_step(
        cohesion, held - raided * state.raid_cohesion - disputed * state.dispute_loss,
        shock(width, field, COHESION_SHOCK, 0),
        state.cohesion_speed, state.cohesion_scale, MONTH_YEARS,
    )  # fmt: skip
    store(width, rows, rec.LEGITIMACY, legitimacy)
    store(width, rows, rec.COHESION, cohesion)
    store(
        width, rows, rec.OVERSIGHT,
        oversight_step(load(width, rows, rec.OVERSIGHT), under_way, state.oversight_reform, MONTH_YEARS),
    )  # fmt: skip
    vote(width, state, field)
    raid(width, state, field)


@part
def delivered_services(width, state: State, rows):
    """What the state delivers in freedom, economy and relations abroad, in logit of legitimacy (9.4)."""
    return delivery(
        load(width, rows, rec.POLICY + rec.FREEDOM), load(width, rows, rec.POLICY + rec.ECONOMY),
        load(width, rows, rec.POLICY + rec.RELATIONS), state.freedom_legitimacy, state.economy_legitimacy,
        state.relations_legitimacy,
    )  # fmt: skip


@part
def vote(width, state: State, field: Field) -> None:
    """An election this month: disputed, which divides the elites for three to nine months, or a dividend."""
    rows = field.rows
    today = load(width, rows, rec.POLICY + rec.ELECTION) > 0.5
    legitimacy, cohesion = load(width, rows, rec.LEGITIMACY), load(width, rows, rec.COHESION)
    chance_of_dispute = dispute_probability(
        cohesion - state.cohesion_logit, legitimacy - state.legitimacy_start,
        load(width, rows, rec.POLICY + rec.DISPUTE_ADDED) + state.dispute_base, state.dispute_cohesion,
        state.dispute_legitimacy,
    )  # fmt: skip
    disputed = today & (chance(width, field, DISPUTE, 0) < chance_of_dispute)
    months = floor(chance(width, field, DISPUTE_LENGTH, 0) * 7.0) + 3.0
    left = load(width, rows, rec.DISPUTE_LEFT)
    ending = (left > 0.5) & (left < 1.5)
    cohesion = cohesion + select(ending, state.dispute_loss, 0.0) - select(disputed, state.dispute_loss, 0.0)
    legitimacy = legitimacy + select(today, select(disputed, 0.0, ELECTION_DIVIDEND), 0.0)
    store(width, rows, rec.DISPUTE_LEFT, select(disputed, months, maximum(left - 1.0, 0.0)))
    store(width, rows, rec.DISPUTES, load(width, rows, rec.DISPUTES) + select(disputed, 1.0, 0.0))
    store(width, rows, rec.COHESION, cohesion)
    store(width, rows, rec.LEGITIMACY, legitimacy)


@part
def raid(width, state: State, field: Field) -> None:
    """A symbolic raid: cohesion and legitimacy lower for three months (9.7)."""
    rows = field.rows
    season = exp(load(width, rows, rec.SEASON)) * load(width, rows, rec.RESTRAINT) * (1.0 / state.effort_mean)
    left = load(width, rows, rec.RAID_LEFT)
    hit = chance(width, field, RAID, 0) < event_probability(season, state.raid_rate, MONTH_YEARS)
    starts = hit & (left < 0.5)
    ends = (left > 0.5) & (left < 1.5)
    swing = select(ends, 1.0, 0.0) - select(starts, 1.0, 0.0)
    store(width, rows, rec.RAID_LEFT, select(starts, RAID_MONTHS * 1.0, maximum(left - 1.0, 0.0)))
    store(width, rows, rec.COHESION, load(width, rows, rec.COHESION) + swing * state.raid_cohesion)
    store(width, rows, rec.LEGITIMACY, load(width, rows, rec.LEGITIMACY) + swing * state.raid_legitimacy)


@part
def surround(width, neighbours: Neighbours, field: Field) -> None:
    """Sanctuary follows the neighbours' policy, recognition follows talks and assurances (M10)."""
    rows = field.rows
    target = clip(load(width, rows, rec.POLICY + rec.SANCTUARY_TARGET) + neighbours.sanctuary, 0.0, 1.0)
    store(
        width, rows, rec.SANCTUARY,
        sanctuary_step(load(width, rows, rec.SANCTUARY), target, neighbours.sanctuary_speed, MONTH_YEARS),
    )  # fmt: skip
    store(
        width, rows, rec.RECOGNITION,
        recognition_step(
            load(width, rows, rec.RECOGNITION),
            load(width, rows, rec.TALKING) + load(width, rows, rec.POLICY + rec.VENUE),
            load(width, rows, rec.POLICY + rec.HAVENS), neighbours.recognition, neighbours.by_talks,
            neighbours.by_assurance, neighbours.recognition_speed, MONTH_YEARS,
        ),
    )  # fmt: skip
