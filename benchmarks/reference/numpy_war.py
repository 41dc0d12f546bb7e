"""The war in NumPy: whole arrays of futures, neighbours by a sparse matrix, random numbers of NumPy.

Districts are two-dimensional arrays (district, future) in single precision, decisions are masked arrays. What happens
once a month for the nation, a province or a region is the engine's own text on arrays with one number a future
(``reference.text``), which is quick only with many futures at a time. Records are kept as far as the moments of a
future need them; first-day maps are handed over.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from benchmarks.reference.text import Text
from ripeness.engine import decisions, ground, loop, month, opening
from ripeness.engine import record as rec
from ripeness.engine import war as arrays
from ripeness.engine.war import Tables, War
from ripeness.model import powerbrokers
from ripeness.model.local_peace import USUAL_CONTEST
from ripeness.strategy import events as ev

MONTH = 1.0 / 12.0
CHUNK = 1024
EVERY = slice(None)
CELLS = np.array([[ev.CELL.get((r, k), 0) for k in range(3)] for r in range(4)])
F32 = np.float32


def futures(war: War, tables: Tables, maps: np.ndarray, seed: int = 1) -> np.ndarray:
    """Records of one future a row of ``maps``, float64 (future, column), the columns of ``moments`` only."""
    rng = np.random.default_rng(seed)
    return np.concatenate([_Chunk(war, tables, maps[i : i + CHUNK], rng).run() for i in range(0, len(maps), CHUNK)])


class _Chunk:
    """Futures that pass their months together; those that have ended are carried along and no longer counted."""

    def __init__(self, war: War, tables: Tables, maps: np.ndarray, rng: np.random.Generator) -> None:
        g, n, self.count = war.ground, len(war.ground.unit), len(maps)
        self.war, self.rng, self.n = war, rng, n
        self.tables, self.nodes = tables, tables.nodes.reshape(-1, 32)
        self.ties = csr_array((g.tie, g.neighbour, g.first), shape=(n, n))
        self.by_region = csr_array((g.region_share, (g.region, np.arange(n))), shape=(war.countryside.regions, n))
        lanes = arrays.lanes(war, self.count)
        double = {name: getattr(lanes.field, name).astype(float) for name in ("province", "regional", "route", "rows")}
        self.field = lanes.field._replace(**double, words=self)
        self.memory = arrays.Memory(*(m.astype(float) for m in lanes.memory))
        self.stance, self.number = lanes.mind.stance, lanes.mind.number
        self.centre = rng.random((n, self.count), dtype=F32)
        self.record = np.zeros((self.count, len(rec.COLUMNS)))
        self.record[:, rec.COLLAPSE_MONTH] = -1.0
        self.alive = np.ones(self.count, dtype=bool)
        self.alarm, self.elapsed = rng.standard_exponential((self.count, ev.EVENTS)), np.zeros((self.count, ev.EVENTS))
        self.open(maps)

    def run(self) -> np.ndarray:
        rows, record = self.field.rows, self.record
        for now in range(self.war.months):
            self.decide(now)
            self.set_scene(now)
            _fight(None, self.war, self.field, self.memory)
            gone = self.alive & (rows[rec.COLLAPSED_NOW] > 0.5)
            self.keep(gone)
            record[gone, rec.COLLAPSE_MONTH] = now
            self.alive &= ~gone
            record[self.alive, rec.DEATHS_TOTAL] += rows[rec.DEATHS, self.alive]
            record[self.alive, rec.DEATHS_PATRON] += rows[rec.PATRON_DEATHS, self.alive]
            if not self.alive.any():
                break
        self.keep(self.alive)
        return record

    def keep(self, which: np.ndarray) -> None:
        """The end of some futures."""
        rows, record = self.field.rows, self.record
        record[which, rec.R_END] = self.stance[rec.POSTURE, which]
        record[which, rec.N_END] = self.stance[rec.TALKS, which]
        for column, row in ((rec.XBAR_END, rec.LOG_ODDS), (rec.STRENGTH_END, rec.STRENGTH),
                            (rec.CENTRES_FALLEN_END, rec.CENTRES_FALLEN)):  # fmt: skip
            record[which, column] = rows[row, which]
        record[which, rec.COHESION_END] = _sigmoid(rows[rec.COHESION, which])
        record[which, rec.LEGITIMACY_END] = _sigmoid(rows[rec.LEGITIMACY, which])

    # ---- the first day ----------------------------------------------------------------------------------

    def open(self, maps: np.ndarray) -> None:
        """The map, what the parties expect of each other, local accords, roads and the cascade at rest."""
        war, field, rng, n = self.war, self.field, self.rng, self.n
        g, politics, rows = war.ground, war.politics, field.rows
        provinces = war.countryside.provinces
        for row, value in ((rec.POSTURE, politics.posture), (rec.COMMITMENT, politics.commitment),
                           (rec.TALKS, politics.talks)):  # fmt: skip
            self.stance[row] = value
        self.stance[rec.TYPE] = rng.random(self.count) < politics.resolve_start
        self.number[rec.BELIEF], self.number[rec.TERMS] = politics.resolve_start, 0.5
        field.target[:], field.deviation[:] = maps[:, :n].T, maps[:, n : 2 * n].T
        rows[rec.OFFSET_SCALE] = maps[:, 2 * n]
        for block in (rec.POSTS_OF, rec.MILITIA_OF):
            field.province[block * provinces : (block + 1) * provinces] = 1.0
        x = field.target + field.deviation
        control = _sigmoid(x)
        contest = 4.0 * control * (1.0 - control)
        self.regional(rec.CONTROL_OF)[:] = _logit(self.by_region @ control)
        self.regional(rec.LOSSES_OF)[:] = war.cascade.usual_losses[:, None]
        rows[rec.SHARE] = g.weight @ control
        rows[rec.LOG_ODDS], rows[rec.CONTESTED] = _logit(rows[rec.SHARE]), g.violence_weight @ contest
        scale = maps[:, 2 * n]
        command = (x + scale * g.command_offset[:, None] > g.command_inner).mean(axis=0)
        press = (x + scale * g.press_offset[:, None] > g.press_cut_high).mean(axis=0)
        rows[rec.GAP] = _logit(np.clip(command, 0.01, 0.99)) - _logit(np.clip(press, 0.01, 0.99))
        _first_day(war, arrays.Lanes(field, self.memory, None, None), EVERY)
        mixed, _ = self.hazards(0, np.arange(self.count))
        self.expect(np.arange(self.count), mixed)
        rows[rec.EXPECTED_START] = self.number[rec.EXPECTATION]
        self.find_accords(contest)
        _reach_provinces(g, war.countryside, field, EVERY)
        self.rest()
        _weigh_effort(war.effort, g, war.countryside, field, EVERY)

    def find_accords(self, contest: np.ndarray) -> None:
        """Local accords at the coverage at which as many are made as break."""
        war, rows = self.war, self.field.rows
        peace, weight = war.peace, war.ground.violence_weight[:, None]
        found = peace.accord_rate * _sigmoid((contest - USUAL_CONTEST) * peace.by_contest)
        breaking = peace.breakdown_rate * (1.0 + peace.by_order * self.ordered())
        self.field.accord[:] = self.rng.random(contest.shape, dtype=F32) < found / (found + breaking)
        contested = (contest * weight).sum(axis=0)
        left = contested - (contest * weight * self.field.accord).sum(axis=0) * peace.violence_share
        base = war.society.base_deaths
        raised = np.log((contested + base) / (left + base))
        rows[rec.LOG_LEVEL] += raised
        rows[rec.LOG_LEVEL_START] += raised
        rows[rec.CONTESTED] = left

    def rest(self) -> None:
        """Surrendered shares at which as many give up as come back."""
        c, stage, rows = self.war.cascade, self.war.stage, self.field.rows
        posture = self.war.politics.posture
        for g in range(c.regions):
            bearing = _fundamental(
                stage.level[posture], self.number[rec.EXPECTATION], self.regional(rec.CONTROL_OF)[g],
                _sigmoid(rows[rec.COHESION]), stage.pay[posture], _sigmoid(rows[rec.LEGITIMACY]), 0.0,
                c.base, c.by_level, c.by_expectation, c.by_control, c.by_cohesion, c.by_pay, c.by_legitimacy,
                c.by_losses,
            )  # fmt: skip
            self.regional(rec.FUNDAMENTAL_OF)[g] = bearing
        week = MONTH / 4.0
        leaving, back = -np.expm1(-c.speed * week), c.returning * week
        share, bearing, nation = self.regional(rec.SURRENDERED_OF), self.regional(rec.FUNDAMENTAL_OF), 0.0
        for _ in range(c.rest_steps):
            after = _sigmoid((share * c.within + nation * c.between - bearing) / c.noise) * leaving / (leaving + back)
            moved = np.abs(after - share).max()
            share[:] = after
            nation = c.weight @ share
            if moved < 1e-7:
                break
        rows[rec.SURRENDERED] = nation
        reply = nation * (1.0 - nation) * (c.within + c.between) / c.noise
        rows[rec.CASCADE_SLOPE] = reply / (reply + 1.0)

    # ---- decisions --------------------------------------------------------------------------------------

    def decide(self, now: int) -> None:
        """Competing risks at the hazards of the solved game, then the public belief drifts."""
        politics, rng, belief = self.war.politics, self.rng, self.number[rec.BELIEF]
        share = politics.resolute_share
        if politics.turnover[now] == 1:
            q = politics.turnover_redraw
            drawn = np.where(rng.random(self.count) < q, rng.random(self.count) < share, self.stance[rec.TYPE])
            self.stance[rec.TYPE] = drawn
            belief[:] = np.clip(q * share + (1.0 - q) * belief, 0.02, 0.98)
        at = np.flatnonzero(self.alive)
        remaining, drift = np.full(len(at), MONTH), np.zeros(self.count)
        for events in range(decisions.MOST_EVENTS + 1):
            mixed, rate = self.hazards(now, at)
            drift[at] = mixed[:, 27]
            self.expect(at, mixed)
            with np.errstate(divide="ignore"):
                wait = np.maximum(self.alarm[at] - self.elapsed[at], 0.0) / rate
            first = wait.argmin(axis=1)
            soonest = wait[np.arange(len(at)), first]
            happens = (soonest < remaining) & (events < decisions.MOST_EVENTS)
            self.elapsed[at] += np.where(happens, soonest, remaining)[:, None] * rate
            if not happens.any():
                break
            remaining = (remaining - soonest)[happens]
            at, event = at[happens], first[happens]
            self.alarm[at, event], self.elapsed[at, event] = rng.standard_exponential(len(at)), 0.0
            self.execute(at, event, mixed[happens])
        at = np.flatnonzero(self.alive)
        gap = (drift[at] - politics.redraw_rate * (share - belief[at])) / (belief[at] * (1.0 - belief[at]))
        filtered = _sigmoid(_logit(belief[at]) + gap * MONTH)
        belief[at] = np.clip(share + (filtered - share) * np.exp(-politics.redraw_rate * MONTH), 0.02, 0.98)

    def hazards(self, now: int, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The solved game between the nodes around the present states, and the rate of every event."""
        tables, politics, stance = self.tables, self.war.politics, self.stance
        ix, fx = _between(tables.x_nodes[0], self.field.rows[rec.LOG_ODDS, at])
        im, fm = _between(tables.mu_nodes, self.number[rec.BELIEF, at])
        ic, fc = _between(tables.chi_knots, self.number[rec.TERMS, at])
        settled = stance[rec.TALKS, at] == 4
        fc = np.where(settled, fc, 0.0)
        cell = CELLS[stance[rec.POSTURE, at], stance[rec.COMMITMENT, at]]
        block = cell * (4 + len(tables.chi_knots)) + stance[rec.TALKS, at] + np.where(settled, ic, 0)
        late, beliefs = float(tables.fraction[now]), len(tables.mu_nodes)
        at_low, at_high = np.zeros((len(at), 32)), np.zeros((len(at), 32))
        for date, wt in ((tables.low[now], 1.0 - late), (tables.high[now], late)):
            for ip in range(2 if settled.any() else 1):
                wp = wt * (fc if ip else 1.0 - fc)
                for jx in range(2):
                    row = ((block + ip * settled) * tables.x_nodes.shape[1] + ix + jx) * 2
                    for jm in range(2):
                        line = date * tables.per_date + row * beliefs + im + jm
                        weight = (wp * (fx if jx else 1.0 - fx) * (fm if jm else 1.0 - fm))[:, None]
                        at_low += weight * self.nodes[line]
                        at_high += weight * self.nodes[line + beliefs]
        high = self.field.rows[rec.HIGH_COHESION, at]
        mixed = (1.0 - high)[:, None] * at_low + high[:, None] * at_high
        resolute, share = stance[rec.TYPE, at] == 1, politics.resolute_share
        rate = np.zeros((len(at), ev.EVENTS))
        rate[:, :8] = np.exp(np.where(resolute[:, None], mixed[:, 8:16], mixed[:, :8]))
        rate[:, 8:17] = np.exp(mixed[:, 16:25])
        rate[:, ev.REFORM] = np.exp(at_low[:, 25]) * (1.0 - high)
        rate[:, ev.EXECUTION] = politics.execution[0, cell, stance[rec.TALKS, at]]
        rate[:, ev.TURNOVER] = politics.redraw_rate * np.where(resolute, 1.0 - share, share)
        return mixed, rate

    def expect(self, at: np.ndarray, mixed: np.ndarray) -> None:
        self.number[rec.EXPECTATION, at], self.number[rec.WIDTH, at] = mixed[:, 29], mixed[:, 30]

    def execute(self, who: np.ndarray, event: np.ndarray, mixed: np.ndarray) -> None:
        """What an event a future changes."""
        politics, rows, stance = self.war.politics, self.field.rows, self.stance
        own = event < ev.PATRON_EVENTS
        here, what, belief = who[own], event[own], self.number[rec.BELIEF]
        odds = mixed[own, 8 + what] - mixed[own, what]
        belief[here] = np.clip(_sigmoid(_logit(belief[here]) + odds), 0.02, 0.98)
        stance[rec.TYPE, who[event == ev.TURNOVER]] ^= 1
        reformed = who[event == ev.REFORM]
        since = rows[rec.REFORM_MONTH, reformed]
        rows[rec.HIGH_COHESION, reformed] = 1.0
        running = (since >= 0.0) & (since < decisions.REFORM_MONTHS)
        rows[rec.REFORM_MONTH, reformed] = np.where(running, since, 0.0)
        signed = event == ev.SETTLE
        self.number[rec.TERMS, who[signed]] = np.clip(mixed[signed, 28], 0.05, 0.95)
        moves = (event != ev.TURNOVER) & (event != ev.REFORM)
        here, what = who[moves], event[moves]
        cell, talks = CELLS[stance[rec.POSTURE, here], stance[rec.COMMITMENT, here]], stance[rec.TALKS, here]
        after = politics.next_cell[0, what, cell, talks]
        stance[rec.TALKS, here] = politics.next_talks[0, what, cell, talks]
        stance[rec.POSTURE, here] = politics.cell_posture[after]
        stance[rec.COMMITMENT, here] = politics.cell_commitment[after]

    # ---- the month --------------------------------------------------------------------------------------

    def ordered(self) -> np.ndarray:
        talks = self.stance[rec.TALKS]
        return ((talks == 0) | ((talks < 3) & (self.number[rec.WIDTH] <= 0.0))).astype(float)

    def set_scene(self, now: int) -> None:
        """What posture, commitment, talks, the season and policy mean on the ground, as ``month.set_scene``."""
        stage, rows = self.war.stage, self.field.rows
        posture, talks, bound = self.stance[rec.POSTURE], self.stance[rec.TALKS], self.stance[rec.COMMITMENT] == 1
        rows[rec.POLICY : rec.POLICY + len(stage.policy)] = stage.policy[:, now, None]
        rows[rec.SEASON] = stage.season[now]
        rows[rec.RESTRAINT] = np.where(bound, stage.restraint_effort, stage.restraint_effort_free)
        rows[rec.DEATH_RESTRAINT] = np.where(bound, stage.restraint_deaths, stage.restraint_deaths_free)
        tempo = np.array([1.0, 1.0, 1.0, stage.ceasefire_factor, stage.settlement_factor])[talks]
        decay = self.war.ground.decay
        kept = decay**tempo
        rows[rec.CALM], rows[rec.PERSISTENCE] = tempo, kept
        rows[rec.UNREST] = np.sqrt((1.0 - kept**2) / (1.0 - decay**2))
        rows[rec.LEAVING] = -np.expm1(-self.war.cascade.speed * MONTH / 4.0 * tempo)
        rows[rec.AIR] = stage.air[posture] * stage.policy[rec.AIR_FACTOR, now]
        rows[rec.PAY] = stage.pay[posture] * stage.policy[rec.PAY_FACTOR, now]
        rows[rec.ADVICE], rows[rec.LEVEL] = stage.advice[posture], stage.level[posture]
        rows[rec.EXPECTED] = self.number[rec.EXPECTATION]
        rows[rec.TALKING] = (talks >= 1) - stage.talking_start
        rows[rec.EXCLUDED] = (talks == 1) - stage.excluded_start
        rows[rec.ORDERED] = self.ordered()

    def regional(self, block: int) -> np.ndarray:
        n = self.war.countryside.regions
        return np.asarray(self.field.regional[block * n : (block + 1) * n])

    def move_targets(self) -> None:
        g, n = self.war.ground, self.war.countryside.provinces
        shift = self.field.province[rec.SHIFT_OF * n : (rec.SHIFT_OF + 1) * n]
        before = shift.copy()
        _province_targets(None, g._replace(unit=g.unit[:0]), self.war.countryside, self.field)
        self.field.deviation[:] += (before - shift).astype(F32)[g.province]

    def half_step(self) -> np.ndarray:
        return (self.field.rows[rec.CALM] * self.war.ground.step).astype(F32)

    def shake(self) -> None:
        g, deviation, shape = self.war.ground, self.field.deviation, (self.n, self.count)
        rows = self.field.rows
        kept, unrest = rows[rec.PERSISTENCE].astype(F32), rows[rec.UNREST].astype(F32)
        struck = (self.regional(rec.PULSE_OF) > 0.5) - g.elite_usual[:, None]
        shared = self.rng.standard_normal((len(g.region_unit), self.count)) * g.shared_scale * unrest
        shared -= struck * (g.elite_control * (1.0 - kept))
        moved = deviation - (deviation * g.degree[:, None] - self.ties @ deviation) * self.half_step()
        moved *= kept
        moved += self.rng.standard_normal(shape, dtype=F32) * (F32(g.own_scale) * unrest)
        moved += shared.astype(F32)[g.region]
        self.field.scratch[:] = np.where(self.field.accord > 0.5, deviation, moved)

    def settle(self) -> None:
        war, field, rows, rng = self.war, self.field, self.field.rows, self.rng
        g, peace, still = war.ground, war.peace, self.field.scratch
        held = field.accord > 0.5
        leaned = still - (still * g.degree[:, None] - self.ties @ still) * self.half_step()
        field.deviation[:] = np.where(held, still, leaned)
        n = war.countryside.provinces
        x = (
            field.deviation
            + field.target
            + field.province[rec.SHIFT_OF * n : (rec.SHIFT_OF + 1) * n].astype(F32)[g.province]
        )
        control = _sigmoid(x)
        contest = 4.0 * control * (1.0 - control)
        pull = (rows[rec.WEARINESS] - peace.weariness_start) * peace.by_weariness
        pull += (_sigmoid(rows[rec.LEGITIMACY]) - peace.legitimacy_start) * peace.by_legitimacy
        pull += rows[rec.POLICY + rec.PROGRAMME]
        found = _sigmoid(pull.astype(F32) + (contest - F32(USUAL_CONTEST)) * F32(peace.by_contest))
        found *= (rows[rec.POLICY + rec.ACCORD_RATE] * peace.accord_rate).astype(F32)
        broken = (rows[rec.ORDERED] * peace.by_order + 1.0) * rows[rec.POLICY + rec.BREAKDOWN_RATE]
        broken = (broken * peace.breakdown_rate).astype(F32)
        total = found + broken
        moved = -np.expm1(total * F32(-MONTH)) / total
        u = rng.random(x.shape, dtype=F32)
        after = np.where(held, u < 1.0 - broken * moved, u < found * moved)
        field.accord[:] = after
        self.regional(rec.CONTROL_OF)[:] = _logit(self.by_region @ control)
        share = (g.weight @ control).astype(float)
        rows[rec.LOG_ODDS_BEFORE], rows[rec.SHARE] = rows[rec.LOG_ODDS], share
        rows[rec.LOG_ODDS] = np.where(self.alive, _logit(share), rows[rec.LOG_ODDS])
        rows[rec.CONTESTED] = g.violence_weight @ (contest * (1.0 - after * F32(peace.violence_share)))
        rows[rec.ACCORD_SHARE] = after.mean(axis=0)
        rows[rec.CONTESTED_SHARE] = (contest > ground.CONTESTED).mean(axis=0)
        rows[rec.LOCAL_SURRENDER] = (after & ~held).mean(axis=0) * rows[rec.ORDERED] * peace.cascade_step
        given_up = self.regional(rec.SURRENDERED_OF).astype(F32)[g.region] > self.centre
        rows[rec.CENTRES_FALLEN] = (given_up | (x < peace.centre_cut)).mean(axis=0)
        noise = (rng.standard_normal((2, self.count)) * g.reading_noise).astype(F32)
        scale = rows[rec.OFFSET_SCALE].astype(F32)
        seen = x + scale * g.command_offset[:, None] + noise[0]
        rows[rec.COMMAND_GOVERNMENT] = (seen > g.command_inner).mean(axis=0)
        rows[rec.COMMAND_INSURGENT] = (seen < -g.command_inner).mean(axis=0)
        told = x + scale * g.press_offset[:, None] + noise[1]
        rows[rec.PRESS_GOVERNMENT] = (told > g.press_cut_high).mean(axis=0)
        rows[rec.PRESS_INSURGENT] = (told < g.press_cut_low).mean(axis=0)


def _between(nodes: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    step = nodes[1] - nodes[0]
    low = np.clip(((value - nodes[0]) / step).astype(int), 0, len(nodes) - 2)
    return low, np.clip((value - nodes[low]) / step, 0.0, 1.0)


def _sigmoid(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-x))


def _logit(p: Any) -> Any:
    return np.log(p / (1.0 - p))


def _store(_width: Any, table: np.ndarray, row: int, value: Any) -> None:
    table[row] = value


PRIMITIVES = {
    "exp": np.exp, "log": np.log, "sigmoid": _sigmoid, "logit": _logit, "exp1": np.exp, "log1": np.log,
    "sigmoid1": _sigmoid, "logit1": _logit, "maximum": np.maximum, "minimum": np.minimum, "clip": np.clip,
    "min": np.minimum, "max": np.maximum, "select": np.where, "floor": np.floor, "sqrt": np.sqrt, "double": np.asarray,
    "load": lambda _width, table, row: table[row], "store": _store,
    "chance": lambda _width, field, _purpose, _unit: field.words.rng.random(field.words.count),
    "shock": lambda _width, field, _purpose, _unit: field.words.rng.standard_normal(field.words.count),
}  # fmt: skip
TEXT = Text({
    **PRIMITIVES,
    "move_targets": lambda _width, _ground, _country, field: field.words.move_targets(),
    "shake": lambda _width, _ground, _country, field: field.words.shake(),
    "settle_ground": lambda _width, _ground, _country, _peace, field: field.words.settle(),
})  # fmt: skip
_fight, _first_day, _reach_provinces = TEXT.of(month.fight), TEXT.of(loop.first_day), TEXT.of(opening.reach_provinces)
_weigh_effort, _fundamental = TEXT.of(opening.weigh_effort), TEXT.of(powerbrokers.fundamental)
_province_targets = Text(PRIMITIVES).of(ground.move_targets)
