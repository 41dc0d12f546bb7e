"""The countryside in one month: formations, chosen effort, roads, posts, militias and killings (M4, M5, M6, 9.5).

What the insurgents do away from the towns, province by province, and the pull it leaves on the targets of districts.
Rows of a province or region block are ``quantity * count + place``.
"""

from __future__ import annotations

from ripeness.engine import record as rec
from ripeness.engine.draws import chance
from ripeness.engine.state import overseen
from ripeness.engine.streams import ELITE_EVENT, ELITE_REGION, ELITE_WEIGHT
from ripeness.engine.war import Countryside, Effort, Field, Ground
from ripeness.model import effort as worth
from ripeness.model.elites import PULSE_MONTHS, event_probability, recent_losses, weight
from ripeness.model.massing import bleeding, formation_size, storms
from ripeness.model.militias import excess_exits, loss_rate
from ripeness.model.posts_and_roads import abandon_rate, check_post, log_passage, stock_step, storm_rate
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import exp, log, maximum, minimum, sigmoid
from ripeness.numerics.lanes import load, select, store

MONTH_YEARS = 1.0 / 12.0


@part
def tactics(width, country: Countryside, field: Field) -> None:
    """Formations under the present air support, and what they are able to do (M4)."""
    rows = field.rows
    size = formation_size(load(width, rows, rec.AIR), country.size, country.habit, country.smallest, country.largest)
    store(width, rows, rec.FORMATION, size)
    store(width, rows, rec.STORMED, storms(size, country.post))
    store(width, rows, rec.BLEEDING, bleeding(size, country.size_start, country.exposed))


@part
def choose_effort(width, effort: Effort, ground: Ground, country: Countryside, field: Field) -> None:
    """Effort of both sides by what it is worth now against what it was worth at the start (9.5)."""
    rows = field.rows
    access, posts = load(width, rows, rec.ACCESS_MEAN), load(width, rows, rec.POSTS_MEAN)
    force, stormed = load(width, rows, rec.FORCE_MEAN), load(width, rows, rec.STORMED)
    surrendered = load(width, rows, rec.SURRENDERED)
    militia = worth.militia_worth(
        overseen(width, rows), load(width, rows, rec.MILITIA_MEAN), force, country.militia_loss,
        ground.decisiveness, ground.militia_benefit, ground.militia_predation,
    )  # fmt: skip
    post = worth.post_worth(
        posts, access, stormed, force, ground.decisiveness, ground.outpost_benefit, country.storm_rate
    )
    road = worth.road_worth(posts, access, force, ground.decisiveness, ground.outpost_benefit)
    elite = load(width, rows, rec.CASCADE_SLOPE) * effort.elite_cascade + effort.elite_control
    town = worth.town_worth(load(width, rows, rec.FORMATION), country.town, load(width, rows, rec.BLEEDING))
    strongman = worth.strongman_worth(load(width, rows, rec.CASCADE_SLOPE), surrendered)
    store(width, rows, rec.WORTH + 0, militia)
    store(width, rows, rec.WORTH + 1, post)
    store(width, rows, rec.WORTH + 2, road)
    store(width, rows, rec.WORTH + 3, elite)
    store(width, rows, rec.WORTH + 4, town)
    store(width, rows, rec.WORTH + 5, strongman)
    total = access * 0.0
    for use in range(6):
        changed = load(width, rows, rec.WORTH + use) - load(width, rows, rec.WORTH_START + use)
        tilted = worth.tilt(changed, effort.precision)
        store(width, rows, rec.EFFORT + use, tilted)
        total = total + tilted * effort.share[use]
    for use in range(6):
        store(width, rows, rec.EFFORT + use, worth.relative(load(width, rows, rec.EFFORT + use), total))
    threatened = post + road - load(width, rows, rec.WORTH_START + 1) - load(width, rows, rec.WORTH_START + 2)
    guarded = worth.tilt(threatened, effort.precision)
    both = guarded * effort.garrison + (1.0 - effort.garrison)
    store(width, rows, rec.GARRISON, guarded / both)
    store(width, rows, rec.SORTIE, 1.0 / both)


@part
def roads(width, ground: Ground, country: Countryside, field: Field) -> None:
    """Log of the chance to get from the capital to the end of every stretch of the route tree (M5)."""
    pressure = log(load(width, field.rows, rec.EFFORT + 2)) + load(width, field.rows, rec.POLICY + rec.ROAD_BASE)
    for s in range(country.route_parent.shape[0]):
        here, there = country.route_here[s], country.route_there[s]
        x_here = load(width, field.deviation, here) + load(width, field.target, here)
        x_there = load(width, field.deviation, there) + load(width, field.target, there)
        x_here = x_here + load(width, field.province, rec.SHIFT_OF * country.provinces + ground.province[here])
        x_there = x_there + load(width, field.province, rec.SHIFT_OF * country.provinces + ground.province[there])
        weakest = sigmoid(minimum(x_here, x_there))
        post = check_post(weakest, weakest, pressure, country.check_base, country.check_control)
        passed = log_passage(post, float(country.route_km[s]))
        if country.route_parent[s] >= 0:
            passed = passed + load(width, field.route, country.route_parent[s])
        store(width, field.route, s, passed)


@part
def provinces(width, ground: Ground, country: Countryside, field: Field) -> None:
    """Access, posts, militias and local force of every province, and their means (M5)."""
    rows, table, n = field.rows, field.province, country.provinces
    stormed, years = load(width, rows, rec.STORMED), load(width, rows, rec.CALM) * MONTH_YEARS
    on_posts = load(width, rows, rec.EFFORT + 1) / load(width, rows, rec.GARRISON)
    season = exp(load(width, rows, rec.SEASON)) * load(width, rows, rec.RESTRAINT) * (1.0 / country.effort_mean)
    oversight = overseen(width, rows)
    usual_militia = loss_rate(1.0, country.oversight_start, country.militia_loss)
    seasonal_militia = exp(load(width, rows, rec.SEASON)) * (usual_militia / country.effort_mean)
    militia_loss = loss_rate(load(width, rows, rec.EFFORT + 0) * season, oversight, country.militia_loss)
    sortie = (load(width, rows, rec.SORTIE) - 1.0) * country.sortie_benefit
    pay_change = load(width, rows, rec.PAY) - ground.pay_start
    cohesion_change = sigmoid(load(width, rows, rec.COHESION)) - country.cohesion_start
    zero = stormed * 0.0
    access_mean, posts_mean, militia_mean, force_mean, yielded = zero, zero, zero, zero, zero
    for p in range(n):
        access = zero + 1.0
        if country.province_stretch[p] >= 0:
            access = exp(load(width, field.route, country.province_stretch[p]))
        access_start = load(width, table, rec.ACCESS_START_OF * n + p)
        usual = storm_rate(country.stormed_start, access_start, 1.0, country.storm_rate)
        usual = usual + abandon_rate(zero, zero, access_start, country.abandon_rate, 1.0, 1.0)
        lost = storm_rate(stormed, access, on_posts, country.storm_rate)
        lost = lost + abandon_rate(
            pay_change, cohesion_change, access, country.abandon_rate, country.abandon_pay, country.abandon_cohesion
        )
        posts = stock_step(
            load(width, table, rec.POSTS_OF * n + p), usual * load(width, rows, rec.POLICY + rec.POST_BIRTHS), lost,
            years,
        )  # fmt: skip
        men = load(width, table, rec.MILITIA_OF * n + p)
        yielded = yielded + excess_exits(men, militia_loss, seasonal_militia, years) * country.province_weight[p]
        men = stock_step(men, load(width, rows, rec.POLICY + rec.MILITIA_BIRTHS) * usual_militia, militia_loss, years)
        force = sortie + 1.0 + oversight * men * ground.militia_benefit + posts * access * ground.outpost_benefit
        force_start = access_start * ground.outpost_benefit + (1.0 + country.oversight_start * ground.militia_benefit)
        store(width, table, rec.ACCESS_OF * n + p, access)
        store(width, table, rec.POSTS_OF * n + p, posts)
        store(width, table, rec.MILITIA_OF * n + p, men)
        store(width, table, rec.FORCE_OF * n + p, log(maximum(force, 0.05)) - log(force_start))
        access_mean = access_mean + access * country.province_weight[p]
        posts_mean = posts_mean + posts * country.province_weight[p]
        militia_mean = militia_mean + men * country.province_weight[p]
        force_mean = force_mean + force * country.province_weight[p]
    store(width, rows, rec.ACCESS_MEAN, access_mean)
    store(width, rows, rec.POSTS_MEAN, posts_mean)
    store(width, rows, rec.MILITIA_MEAN, militia_mean)
    store(width, rows, rec.FORCE_MEAN, force_mean)
    store(width, rows, rec.YIELDED, yielded)


@part
def killings(width, country: Countryside, field: Field) -> None:
    """At most one nationally important killing a month: it shakes a region and costs cohesion (M6)."""
    rows, table, n = field.rows, field.regional, country.regions
    season = exp(load(width, rows, rec.SEASON)) * load(width, rows, rec.RESTRAINT) * (1.0 / country.effort_mean)
    tempo = load(width, rows, rec.EFFORT + 3) * season * load(width, rows, rec.POLICY + rec.KILLINGS)
    tempo = tempo * load(width, rows, rec.CALM)
    happens = chance(width, field, ELITE_EVENT, 0) < event_probability(tempo, country.killing_rate, MONTH_YEARS)
    where = chance(width, field, ELITE_REGION, 0)
    importance = select(happens, weight(chance(width, field, ELITE_WEIGHT, 0)), 0.0)
    below = 0.0
    for g in range(n):
        above = below + float(country.region_weight[g])
        here = (where >= below) & (where < above)
        lost = select(here, importance, 0.0)
        left = maximum(load(width, table, rec.PULSE_OF * n + g) - 1.0, 0.0)
        store(width, table, rec.PULSE_OF * n + g, select(lost > 0.0, PULSE_MONTHS * 1.0, left))
        store(
            width, table, rec.LOSSES_OF * n + g,
            recent_losses(load(width, table, rec.LOSSES_OF * n + g), lost, MONTH_YEARS),
        )  # fmt: skip
        below = above
    store(width, rows, rec.COHESION, load(width, rows, rec.COHESION) - importance * country.elite_cohesion)
    store(width, rows, rec.KILLED, importance)
