"""The information date, before anybody moves: what is at rest given the map, the parties' stance and what they expect.

Everything later is a difference from this day, so it knows no lever and no event of the first month.
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.cascade import rest_at_start
from ripeness.engine.decisions import draw
from ripeness.engine.streams import LOCAL_ACCORD_START
from ripeness.engine.war import Countryside, Effort, Field, Ground, LocalPeace, Mind, Society, War
from ripeness.model import effort as worth
from ripeness.model.local_peace import USUAL_CONTEST, breakdown_rate
from ripeness.model.posts_and_roads import STRETCH
from ripeness.model.violence import contestedness
from ripeness.numerics.compiled import part
from ripeness.numerics.scalar import double, exp1, log1, sigmoid1


@part
def open_war(war: War, field: Field, mind: Mind, w: int) -> None:
    """Local accords, access, cascade and the worth of effort on the information date in lane ``w``."""
    find_accords(war.ground, war.peace, war.society, field, mind, w)
    reach_provinces(war.ground, war.countryside, field, w)
    posture = mind.stance[rec.POSTURE, w]
    level, pay = war.stage.level[posture], war.stage.pay[posture]
    rest_at_start(war.cascade, field, level, pay, mind.number[rec.EXPECTATION, w], w)
    weigh_effort(war.effort, war.ground, war.countryside, field, w)


@part
def ordered(mind: Mind, w: int) -> float:
    """1 where leaders order the fighting to go on: no talks run, or talks in which nothing could be signed (M9).

    A trial knows no game and so no range of terms; talks are then as likely to be a cover as not.
    """
    talks, width = mind.stance[rec.TALKS, w], mind.number[rec.WIDTH, w]
    if talks == 0 or (talks < 3 and width < 0.0):
        return 1.0
    return 0.5 if talks < 3 and width == 0.0 else 0.0


@part
def find_accords(ground: Ground, peace: LocalPeace, society: Society, field: Field, mind: Mind, w: int) -> None:
    """Local accords drawn from the coverage at which as many are made as break (M9).

    The level of violence is raised by what they quieten, so that deaths are those of the start.
    """
    rows, n = field.rows, ground.unit.shape[0]
    breaking = breakdown_rate(ordered(mind, w), peace.breakdown_rate, peace.by_order)
    held, contested, quieted = 0.0, 0.0, 0.0
    for d in range(n):
        contest = contestedness(sigmoid1(double(field.target[d, w]) + double(field.deviation[d, w])))
        found = peace.accord_rate * sigmoid1((contest - USUAL_CONTEST) * peace.by_contest)
        holds = draw(field, w, LOCAL_ACCORD_START, 0, int(ground.unit[d])) < found / (found + breaking)
        field.accord[d, w] = 1.0 if holds else 0.0
        held += 1.0 if holds else 0.0
        weight = contest * double(ground.violence_weight[d])
        contested += weight
        quieted += weight * peace.violence_share if holds else 0.0
    raised = log1(contested + society.base_deaths) - log1(contested - quieted + society.base_deaths)
    rows[rec.LOG_LEVEL, w] += raised
    rows[rec.LOG_LEVEL_START, w] += raised
    rows[rec.CONTESTED, w] = contested - quieted
    rows[rec.ACCORD_SHARE, w] = held / n


@part
def reach_provinces(ground: Ground, country: Countryside, field: Field, w: int) -> None:
    """Access of every province by road at the usual effort, as ``countryside.roads`` has it, and its means (M5)."""
    table, n = field.province, country.provinces
    for s in range(country.route_parent.shape[0]):
        here, there = country.route_here[s], country.route_there[s]
        x_here = double(field.deviation[here, w]) + double(field.target[here, w])
        x_there = double(field.deviation[there, w]) + double(field.target[there, w])
        post = sigmoid1(country.check_base - sigmoid1(min(x_here, x_there)) * country.check_control)
        passed = log1(max(1.0 - post, 1e-6)) * (country.route_km[s] * (1.0 / STRETCH))
        if country.route_parent[s] >= 0:
            passed += double(field.route[country.route_parent[s], w])
        field.route[s, w] = passed
    access_mean, force_mean = 0.0, 0.0
    for p in range(n):
        access = 1.0
        if country.province_stretch[p] >= 0:
            access = exp1(double(field.route[country.province_stretch[p], w]))
        force = 1.0 + country.oversight_start * ground.militia_benefit + access * ground.outpost_benefit
        table[rec.ACCESS_START_OF * n + p, w] = access
        access_mean += access * double(country.province_weight[p])
        force_mean += force * double(country.province_weight[p])
    field.rows[rec.ACCESS_MEAN, w] = access_mean
    field.rows[rec.FORCE_MEAN, w] = force_mean


@part
def weigh_effort(effort: Effort, ground: Ground, country: Countryside, field: Field, w: int) -> None:
    """What each use of effort is worth on the first day, as ``countryside.choose_effort`` has it (9.5)."""
    rows = field.rows
    access, force = double(rows[rec.ACCESS_MEAN, w]), double(rows[rec.FORCE_MEAN, w])
    slope = double(rows[rec.CASCADE_SLOPE, w])
    rows[rec.WORTH_START + 0, w] = worth.militia_worth(
        country.oversight_start, 1.0, force, country.militia_loss,
        ground.decisiveness, ground.militia_benefit, ground.militia_predation,
    )  # fmt: skip
    rows[rec.WORTH_START + 1, w] = worth.post_worth(
        1.0, access, country.stormed_start, force, ground.decisiveness, ground.outpost_benefit, country.storm_rate
    )
    rows[rec.WORTH_START + 2, w] = worth.road_worth(1.0, access, force, ground.decisiveness, ground.outpost_benefit)
    rows[rec.WORTH_START + 3, w] = slope * effort.elite_cascade + effort.elite_control
    rows[rec.WORTH_START + 4, w] = worth.town_worth(country.size_start, country.town, 1.0)
    rows[rec.WORTH_START + 5, w] = worth.strongman_worth(slope, double(rows[rec.SURRENDERED, w]))
    for use in range(rec.USES):
        rows[rec.EFFORT + use, w] = 1.0
