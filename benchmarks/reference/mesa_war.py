"""The war in Mesa: one agent a district, one model a future, plain Python numbers.

Districts are agents with methods of their own. What happens once a month for the nation, a province or a region is
the engine's own text on floats (``reference.text``), so the whole month is there and nothing is told twice; random
numbers are Mesa's generator. First-day maps are handed over, while the engine draws them inside its measured time.
"""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from benchmarks.reference.text import Text
from ripeness.engine import decisions, ending, loop, month
from ripeness.engine import record as rec
from ripeness.engine import war as arrays
from ripeness.engine.ground import CONTESTED, MONTH_YEARS
from ripeness.engine.war import Tables, War
from ripeness.model import local_peace
from ripeness.strategy import events as ev

LANE = 0


class District(mesa.Agent):
    """A district that leans on its neighbours, reverts to its target, is shaken, and may make its own peace."""

    def __init__(self, model: WarModel, place: int) -> None:
        super().__init__(model)
        ground = model.war.ground
        self.target = self.deviation = self.scratch = self.accord = 0.0
        self.region, self.province = ground.region[place], ground.province[place]
        self.weight, self.violence_weight = ground.weight[place], ground.violence_weight[place]
        self.region_share, self.degree = ground.region_share[place], ground.degree[place]
        self.command_offset, self.press_offset = ground.command_offset[place], ground.press_offset[place]
        self.centre = model.rng.random()
        self.neighbours: list[tuple[District, float]] = []

    def shake(self) -> None:
        """Half a month's pull of the neighbours, reversion, the month's shocks."""
        if self.accord > 0.5:
            self.scratch = self.deviation
            return
        ground, model = self.model.war.ground, self.model
        near = sum(other.deviation * tie for other, tie in self.neighbours)
        leaned = self.deviation - (self.deviation * self.degree - near) * model.half_step
        own = model.rng.standard_normal() * ground.own_scale * model.unrest
        self.scratch = leaned * model.kept + own + model.shared[self.region]

    def settle(self) -> None:
        """The other half of the pull, the district's own peace, and what both instruments see of it."""
        model, month_ = self.model, self.model.month
        ground, peace = model.war.ground, model.war.peace
        if self.accord <= 0.5:
            near = sum(other.scratch * tie for other, tie in self.neighbours)
            self.deviation = self.scratch - (self.scratch * self.degree - near) * model.half_step
        x = self.deviation + self.target + model.shift[self.province]
        self.control = _sigmoid(x)
        self.contest = 4.0 * self.control * (1.0 - self.control)
        found = _accord_rate(
            month_.tired, month_.respected, self.contest, month_.programme, month_.making,
            peace.by_weariness, peace.by_legitimacy, peace.by_contest,
        )  # fmt: skip
        before = self.accord
        self.accord = _accord_step(before, found, month_.breaking, model.rng.random(), MONTH_YEARS)
        self.made = self.accord > before
        self.contested = self.contest * (1.0 - self.accord * peace.violence_share)
        self.fallen = model.surrendered[self.region] > self.centre or x < peace.centre_cut
        command = x + month_.scale * self.command_offset + month_.command_noise
        press = x + month_.scale * self.press_offset + month_.press_noise
        self.command_above, self.command_below = command > ground.command_inner, -command > ground.command_inner
        self.press_above, self.press_below = press > ground.press_cut_high, press < ground.press_cut_low


class WarModel(mesa.Model):
    """One future of the war."""

    def __init__(self, war: War, tables: Tables, first_map: np.ndarray, seed: int) -> None:
        super().__init__(seed=seed)
        self.war, self.tables = war, tables
        places = [District(self, d) for d in range(len(war.ground.unit))]
        for d, district in enumerate(places):
            ends = range(war.ground.first[d], war.ground.first[d + 1])
            district.neighbours = [(places[war.ground.neighbour[e]], war.ground.tie[e]) for e in ends]
        self.lanes = _lanes(war, places, self)
        self.results = arrays.results(1, war.months, len(places), 0, 0, 0)
        _enter(war, self.lanes, LANE, 0, np.zeros((1, 2)), _Values.of(first_map[None, :]), loop.NO_TRIAL, loop.WAR)
        field, mind = self.lanes.field, self.lanes.mind
        read_hazards(None, tables, field, mind, LANE)
        _note_prospects(mind, LANE)
        field.rows[rec.EXPECTED_START] = mind.number[rec.EXPECTATION]
        _open_war(war, field, mind, LANE)

    def step(self) -> None:
        """A month: decisions, the fighting, what it does to both sides."""
        war, (field, memory, mind, survey), results = self.war, self.lanes, self.results
        _decide(None, war.politics, self.tables, field, memory, mind, results.events, results.log, loop.WAR, LANE)
        _set_scene(war, field, mind, LANE)
        _fight(None, war, field, memory)
        fallen = field.rows[rec.COLLAPSED_NOW] > 0.5
        if fallen:
            _note_collapse(field, mind, results.events, results.log, LANE)
        else:
            _note_month(war, field, memory, mind, survey, results, LANE)
            mind.stance[rec.MONTH] += 1
        if fallen or mind.stance[rec.MONTH] == war.months:
            _finish(war.ground, war.ends, war.politics, field, mind, survey, results, war.months, LANE)
            self.running = False

    def shake(self) -> None:
        """The first pass over the districts."""
        ground, field = self.war.ground, self.lanes.field
        regions, rows = self.war.countryside.regions, field.rows
        self.kept, self.unrest = float(rows[rec.PERSISTENCE, LANE]), float(rows[rec.UNREST, LANE])
        self.half_step = float(rows[rec.CALM, LANE]) * ground.step
        self.shared = []
        for g in range(regions):
            struck = float(field.regional[rec.PULSE_OF * regions + g] > 0.5) - ground.elite_usual[g]
            pull = struck * ground.elite_control * (1.0 - self.kept)
            self.shared.append(self.rng.standard_normal() * ground.shared_scale * self.unrest - pull)
        self.agents.do("shake")

    def settle(self) -> None:
        """The second pass, and the country as it adds up."""
        war, rows = self.war, self.lanes.field.rows
        regional, n = self.lanes.field.regional, self.war.countryside.regions
        provinces = war.countryside.provinces
        self.month = _Month(self)
        self.shift = self.lanes.field.province[rec.SHIFT_OF * provinces : (rec.SHIFT_OF + 1) * provinces]
        self.surrendered = regional[rec.SURRENDERED_OF * n : (rec.SURRENDERED_OF + 1) * n]
        self.agents.do("settle")
        agents, count = list(self.agents), 1.0 / len(self.agents)
        share = sum(a.control * a.weight for a in agents)
        by_region = [0.0] * n
        for a in agents:
            by_region[a.region] += a.control * a.region_share
        for g in range(n):
            regional[rec.CONTROL_OF * n + g] = _logit(by_region[g])
        made = sum(a.made for a in agents)
        rows[rec.LOG_ODDS_BEFORE], rows[rec.LOG_ODDS], rows[rec.SHARE] = rows[rec.LOG_ODDS], _logit(share), share
        rows[rec.CONTESTED] = sum(a.contested * a.violence_weight for a in agents)
        rows[rec.ACCORD_SHARE] = sum(a.accord for a in agents) * count
        rows[rec.CONTESTED_SHARE] = sum(a.contest > CONTESTED for a in agents) * count
        rows[rec.LOCAL_SURRENDER] = made * rows[rec.ORDERED] * war.peace.cascade_step * count
        rows[rec.CENTRES_FALLEN] = sum(a.fallen for a in agents) * count
        rows[rec.COMMAND_GOVERNMENT] = sum(a.command_above for a in agents) * count
        rows[rec.COMMAND_INSURGENT] = sum(a.command_below for a in agents) * count
        rows[rec.PRESS_GOVERNMENT] = sum(a.press_above for a in agents) * count
        rows[rec.PRESS_INSURGENT] = sum(a.press_below for a in agents) * count


class _Month:
    """What all districts have in common this month."""

    def __init__(self, model: WarModel) -> None:
        rows, war, rng = model.lanes.field.rows, model.war, model.rng
        peace = war.peace
        self.scale = rows[rec.OFFSET_SCALE]
        self.command_noise = rng.standard_normal() * war.ground.reading_noise
        self.press_noise = rng.standard_normal() * war.ground.reading_noise
        self.tired = rows[rec.WEARINESS] - peace.weariness_start
        self.respected = _sigmoid(rows[rec.LEGITIMACY]) - peace.legitimacy_start
        self.programme = rows[rec.POLICY + rec.PROGRAMME]
        self.making = rows[rec.POLICY + rec.ACCORD_RATE] * peace.accord_rate
        usual = rows[rec.POLICY + rec.BREAKDOWN_RATE] * peace.breakdown_rate
        self.breaking = local_peace.breakdown_rate(rows[rec.ORDERED], usual, peace.by_order)


def read_hazards(_eight: Any, tables: Tables, field: Any, mind: Any, _w: int) -> None:
    """The solved game between the nodes around the present state, as one product of weights and lines."""
    stance, phase = mind.stance, mind.stance[rec.TALKS]
    high, late = field.rows[rec.HIGH_COHESION], float(tables.fraction[stance[rec.MONTH]])
    ix, fx = _between(tables.x_nodes[0], field.rows[rec.LOG_ODDS])
    im, fm = _between(tables.mu_nodes, mind.number[rec.BELIEF])
    ic, fc = _between(tables.chi_knots, mind.number[rec.TERMS]) if phase == 4 else (0, 0.0)
    block = ev.CELL[(stance[rec.POSTURE], stance[rec.COMMITMENT])] * (4 + len(tables.chi_knots)) + phase + ic
    lines, weights = [], []
    for date, wt in ((tables.low[stance[rec.MONTH]], 1.0 - late), (tables.high[stance[rec.MONTH]], late)):
        for ip, wp in ((0, 1.0 - fc), (1, fc)) if phase == 4 else ((0, 1.0),):
            for jx, wx in ((0, 1.0 - fx), (1, fx)):
                for jm, wm in ((0, 1.0 - fm), (1, fm)):
                    row = ((block + ip) * tables.x_nodes.shape[1] + ix + jx) * 2 * len(tables.mu_nodes) + im + jm
                    lines.append(int(date) * tables.per_date + row)
                    weights.append(wt * wp * wx * wm)
    nodes, weight, low = tables.nodes.reshape(-1, 32), np.array(weights), np.array(lines)
    at_low, at_high = weight @ nodes[low], weight @ nodes[low + len(tables.mu_nodes)]
    mixed = (1.0 - high) * at_low + high * at_high
    mind.reading[:] = mixed.reshape(4, 8)
    rates = np.exp(mixed)
    mind.rate[: ev.PATRON_EVENTS] = rates[8:16].tolist() if stance[rec.TYPE] == 1 else rates[:8].tolist()
    mind.rate[8:17] = rates[16:25].tolist()
    mind.rate[ev.REFORM] = math.exp(at_low[25]) * (1.0 - high)
    mind.rate[ev.COLLAPSE] = float(rates[26])


def futures(war: War, tables: Tables, maps: np.ndarray, seed: int = 1) -> np.ndarray:
    """Records of one future a row of ``maps``, float32 (future, column)."""
    plain, rows = _plain(war), []
    for i, first_map in enumerate(maps):
        model: Any = WarModel(plain, tables, first_map, seed * 1_000_003 + i)
        while model.running:
            model.step()
        rows.append(model.results.record[0])
    return np.array(rows)


# ---- plain numbers under the engine's names ---------------------------------------------------------------


class _Values(list):
    """Numbers by place: ``[i]``, ``[i, j]``; where there is one column, ``[i, 0]`` is ``[i]``."""

    def __getitem__(self, place: Any) -> Any:
        if place.__class__ is not tuple:
            return list.__getitem__(self, place)
        found = list.__getitem__(self, place[0])
        for p in place[1:]:
            found = list.__getitem__(found, p) if found.__class__ is _Values else found
        return found

    def __setitem__(self, place: Any, value: Any) -> None:
        list.__setitem__(self, place[0] if place.__class__ is tuple else place, value)

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self), 1)

    @classmethod
    def of(cls, numbers: np.ndarray) -> _Values:
        return cls(cls.of(row) if row.ndim else row.item() for row in numbers)


class _OfDistricts:
    """One quantity of all districts, as an array would hold it."""

    def __init__(self, districts: list[District], name: str) -> None:
        self._districts, self._name = districts, name
        self.shape = (len(districts), 1)

    def __getitem__(self, place: Any) -> Any:
        return getattr(self._districts[place[0] if place.__class__ is tuple else place], self._name)

    def __setitem__(self, place: Any, value: float) -> None:
        setattr(self._districts[place[0] if place.__class__ is tuple else place], self._name, value)


class _Luck:
    """Stands where the engine keeps a future's key."""

    def __init__(self, model: WarModel) -> None:
        self.model, self.random, self.normal = model, model.rng.random, model.rng.standard_normal

    def __setitem__(self, place: Any, value: Any) -> None:
        pass


def _plain(record: Any) -> Any:
    """Named tuples whose arrays are lists of Python numbers."""
    fields = {}
    for name, value in zip(record._fields, record, strict=True):
        if isinstance(value, np.ndarray):
            value = _Values.of(value)
        elif isinstance(value, tuple):
            value = _plain(value)
        elif isinstance(value, np.generic):
            value = value.item()
        fields[name] = value
    return type(record)(**fields)


def _lanes(war: War, districts: list[District], model: WarModel) -> Any:
    """One lane of plain numbers, districts being agents."""
    countryside = war.countryside
    zeros = {
        "province": rec.PROVINCE_ROWS * countryside.provinces, "regional": rec.REGION_ROWS * countryside.regions,
        "route": len(countryside.route_parent), "shock": countryside.regions, "rows": rec.ROWS,
    }  # fmt: skip
    field = arrays.Field(
        **{name: _OfDistricts(districts, name) for name in ("deviation", "scratch", "target", "accord")},
        **{name: _Values([0.0] * count) for name, count in zeros.items()},
        words=_Luck(model),
    )
    memory = arrays.Memory(*(_Values([0.0] * count) for count in (12, 12, 3)))
    doubles = {"number": rec.NUMBERS, "elapsed": rec.EVENTS, "alarm": rec.EVENTS, "record": len(rec.COLUMNS)}
    mind = arrays.Mind(
        stance=_Values([0] * rec.STANCES), ordinal=_Values([0] * rec.EVENTS), reading=np.zeros((4, 8)),
        rate=[0.0] * rec.EVENTS, **{name: _Values([0.0] * count) for name, count in doubles.items()},
    )  # fmt: skip
    n = len(districts)
    return arrays.Lanes(field, memory, mind, arrays.Survey(_Values([0] * n), [0] * n, [0] * n))


def _exp(x: float) -> float:
    return math.exp(min(max(x, -87.0), 87.0))


def _log(x: float) -> float:
    return math.log(max(x, 1.17549435e-38))


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + _exp(-x))


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def _between(nodes: np.ndarray, value: float) -> tuple[int, float]:
    step = float(nodes[1] - nodes[0])
    low = min(max(int((value - nodes[0]) / step), 0), len(nodes) - 2)
    return low, min(max((value - float(nodes[low])) / step, 0.0), 1.0)


TEXT = Text({
    "exp": _exp, "log": _log, "sigmoid": _sigmoid, "logit": _logit, "exp1": _exp, "log1": _log, "sigmoid1": _sigmoid,
    "logit1": _logit, "maximum": max, "minimum": min, "clip": lambda x, low, high: min(max(x, low), high),
    "select": lambda mask, yes, no: yes if mask else no, "floor": math.floor, "sqrt": math.sqrt, "double": float,
    "load": lambda _width, table, row: table[row],
    "store": lambda _width, table, row, value: table.__setitem__(row, value),
    "chance": lambda _width, field, _purpose, _unit: field.words.random(),
    "shock": lambda _width, field, _purpose, _unit: field.words.normal(),
    "draw": lambda field, _w, _purpose, _date, _unit: field.words.random(),
    "read_hazards": read_hazards,
    "shake": lambda _width, _ground, _country, field: field.words.model.shake(),
    "settle_ground": lambda _width, _ground, _country, _peace, field: field.words.model.settle(),
})  # fmt: skip
_enter, _open_war, _decide = TEXT.of(loop.enter), TEXT.of(loop.open_war), TEXT.of(decisions.decide)
_set_scene, _fight, _note_prospects = TEXT.of(month.set_scene), TEXT.of(month.fight), TEXT.of(decisions.note_prospects)
_note_month, _note_collapse, _finish = TEXT.of(ending.note_month), TEXT.of(ending.note_collapse), TEXT.of(ending.finish)
_accord_rate, _accord_step = TEXT.of(local_peace.accord_rate), TEXT.of(local_peace.accord_step)
