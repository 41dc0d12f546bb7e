"""A complete, plausible, invented summary: no run made it, no number in it means anything. For tests of the faces."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path
from typing import Any

import ripeness

LIBRARY = Path(ripeness.__file__).parent / "scenario" / "library" / "afghanistan-2018"
MONTHS = [f"{2018 + (11 + i) // 12}-{(11 + i) % 12 + 1:02d}" for i in range(73)]


def example_summary(seed: int = 1) -> dict[str, Any]:
    """Every key of a summary, 73 months, 407 units; the same for the same seed."""
    luck = random.Random(seed)
    return {
        "meta": meta(),
        "labels": labels(),
        "sentence": (
            "Washington's staying power is believed a little more in Kabul than in the Doha office. "
            "Both sides would gain from a settlement that leaves the strongmen their provinces, but the Taliban can "
            "wait for a separate accord with Washington, and no promise of Kabul's would be kept once the troops on "
            "the ring road are gone. The range of terms is open by a small margin and closes when leaving gets a date."
        ),
        "outcomes": outcomes(),
        "flags": flags(),
        "ripeness": ripeness_margin(),
        "states": states(),
        "hazards": hazards(),
        "ledger": ledger(),
        "beliefs": beliefs(),
        "control": control(luck),
        "districts": districts(luck),
        "provinces": provinces(),
        "violence": violence(luck),
        "country": country(),
        "stories": stories(),
        "plans": plans(),
        "levers": levers(),
        "grid": grid(),
        "guesses": guesses(),
    }


def meta() -> dict[str, Any]:
    return {
        "schema_version": 1, "version": "0.1.0", "scenario": "afghanistan-2018",
        "title": "Afghanistan, December 2018", "scenario_hash": "0123456789abcdef" * 4,
        "information_date": "2018-12-03", "horizon": "2024-12-31", "seed": 1, "futures": 100_000, "worlds": 64,
        "start": "as-of", "prior_set": "reference", "collapse": "cascade of garrisons and strongmen",
        "solver": {"residual": 4.1e-7, "separation": 0.31, "grid": "coarse"},
        "adequacy": {
            "a": 0.93, "b": 0.88, "c": 0.051, "passed": {"a": True, "b": True, "c": False},
            "text": "The players foresee 93 % of the variance of next month's control; failed: c.",
        }, "timing": {"wall_seconds": 21.4, "cpu_seconds": 39.0},
        "disclaimer": "A tool for comparing assumptions and policies, not a prediction.",
    }  # fmt: skip


def labels() -> dict[str, str]:
    return {
        "insurgent": "Taliban", "insurgents": "the Taliban", "government": "Kabul", "patron": "Washington",
        "envoy": "the US envoy", "office": "the Doha office", "highway": "the ring road", "strongmen": "strongmen",
        "command": "Resolute Support", "press": "Long War Journal", "accord": "US-Taliban accord",
        "unit": "district", "units": "districts", "country": "Afghanistan",
    }  # fmt: skip


def outcomes() -> list[dict[str, Any]]:
    rows = [
        ("O2", "Negotiated settlement in force", 0.114, 0.061, [("2a", "with patron force", 0.03),
                                                               ("2b", "without", 0.084)]),
        ("O7", "Kabul survives without Washington", 0.162, 0.188, [("7a", "with aid", 0.121), ("7b", "alone", 0.041)]),
        ("O5", "Insurgency marginal", 0.013, 0.022, [("5a", "defeat", 0.004), ("5b", "low activity", 0.009)]),
        ("O6", "Stalemate with Washington", 0.247, 0.306, [("6a", "improving", 0.031), ("6b", "flat", 0.083),
                                                          ("6c", "eroding", 0.133)]),
        ("O3", "Partition", 0.027, 0.031, []),
        ("O1", "Taliban takeover", 0.433, 0.387, [("1a", "under main support", 0.012), ("1b", "rapid collapse", 0.211),
                                                 ("1c", "decent interval", 0.143), ("1d", "late defeat", 0.041),
                                                 ("1e", "negotiated handover", 0.026)]),
        ("O4", "Fragmentation", 0.004, 0.005, []),
    ]  # fmt: skip
    return [
        {
            "class": code, "label": label, "share": share, "base_rate": base,
            "run_noise": [max(share - 0.003, 0), share + 0.003],
            "parameters": [share * 0.35, min(share * 1.9 + 0.02, 1)],
            "structure": [share * 0.7, min(share * 1.35 + 0.01, 1)],
            "subclasses": [{"class": sub, "label": name, "share": part} for sub, name, part in parts],
        }
        for code, label, share, base, parts in rows
    ]  # fmt: skip


def flags() -> list[dict[str, Any]]:
    rows = [
        ("F1", "Settlement signed by 30 April 2019", 0.002, 0.004, True), ("F2", "US-Taliban accord", 0.62, 0.51, True),
        ("F3", "Talks between Kabul and the Taliban opened", 0.44, 0.38, True),
        ("F4", "Withdrawal ordered by the end of 2020", 0.48, 0.41, True),
        ("F5", "Withdrawal complete by the end of 2020", 0.11, 0.13, True),
        ("F6", "National ceasefire of seven days", 0.21, 0.16, True),
        ("F7", "Local peace in a fifth of contested districts", 0.09, 0.08, True),
        ("F8", "Provincial capital lost for seven days", 0.71, 0.68, True),
        ("F9", "Relapse after settlement", 0.06, 0.03, True), ("F10", "Responsible exit", 0.12, 0.15, True),
        ("F11", "Missed bargain", 0.33, 0.35, True), ("F12", "Talks as cover", None, None, False),
    ]  # fmt: skip
    return [
        {"flag": flag, "label": label, "share": share, "base_rate": base, "built": built}
        for flag, label, share, base, built in rows
    ]


def fan(middle: list[float], spread: list[float], low: float = -math.inf, high: float = math.inf) -> dict[str, Any]:
    """Median and two bands around it, kept inside [low, high]."""

    def at(z: float) -> list[float]:
        return [round(min(max(m + z * s, low), high), 4) for m, s in zip(middle, spread, strict=True)]

    return {"median": at(0), "band50": [at(-0.67), at(0.67)], "band90": [at(-1.64), at(1.64)]}


def ripeness_margin() -> dict[str, Any]:
    middle = [0.04 - 0.0022 * i + 0.03 * math.sin(i / 9) for i in range(73)]
    positive = [round(1 / (1 + math.exp(-m * 18)), 3) for m in middle]
    return {
        "margin_median": middle[0], "probability_positive": positive[0], "months": MONTHS,
        **fan(middle, [0.05 + 0.0011 * i for i in range(73)]), "positive": positive,
    }  # fmt: skip


def states() -> dict[str, Any]:
    names = [
        ("main", "War with the main force"), ("residual", "War with a residual force"),
        ("leaving", "Withdrawal under way"), ("alone", "Kabul without Washington's troops"),
        ("talks", "Talks between Kabul and the Taliban"), ("settled", "Political settlement signed"),
        ("taken", "Taliban rule"),
    ]  # fmt: skip
    rows = []
    for i in range(73):
        p = i / 72
        weights = [
            math.exp(-3.1 * p), 0.9 * p * math.exp(-1.5 * p), 2.4 * p * math.exp(-3.2 * p), 0.7 * p**1.3,
            0.9 * p * math.exp(-1.8 * p), 0.25 * p**1.6, 0.95 * p**2.1,
        ]  # fmt: skip
        rows.append([w / sum(weights) for w in weights])
    return {
        "months": MONTHS,
        "series": [
            {"state": state, "label": label, "share": [round(row[j], 4) for row in rows]}
            for j, (state, label) in enumerate(names)
        ],
    }


def hazards() -> list[dict[str, Any]]:
    rows = [
        ("reduce", "Reduce the force", "patron", 0.31, 0.35),
        ("increase", "Send more troops", "patron", 0.05, 0.15),
        ("timeline", "Announce a dated withdrawal", "patron", 0.22, 0.2),
        ("conditional", "Offer a conditional withdrawal", "patron", 0.47, 0.3),
        ("close_patron", "Break off talks with the Taliban", "patron", 0.26, 0.4),
        ("accord", "Sign a separate accord", "patron", 0.84, 0.5),
        ("close_insurgent", "Break off talks with Washington", "insurgent", 0.19, 0.4),
        ("intra", "Open talks with Kabul", "insurgent+government", 0.11, 0.35),
        ("settle", "Sign a settlement", "insurgent+government", 0.012, 0.35),
        ("reform", "Reform the government", "government", 0.09, 0.2),
        ("decay", "Cohesion decays", "nature", 0.1, 0.1),
        ("collapse", "The government collapses", "nature", 0.006, 0.006),
    ]
    return [
        {"event": event, "label": label, "actor": actor, "per_year": value, "base_rate": base,
         "low": value * 0.35, "high": value * 2.4}
        for event, label, actor, value, base in rows
    ]  # fmt: skip


def ledger() -> dict[str, Any]:
    rows = [
        ("costs", "Costs of war both sides save", 0.38, "base"),
        ("rents", "Rents of office Kabul would lose", -0.11, "wedge"),
        ("indivisibility", "Issues that cannot be divided", -0.07, "wedge"),
        ("optimism", "Each side's own optimism", -0.09, "wedge"),
        ("commitment", "Promises that would not be kept", -0.13, "wedge"),
        ("guarantee", "Price of breaking a guarantee", 0.05, "gain"),
        ("side_deal", "The separate deal with Washington", -0.06, "wedge"),
    ]
    return {
        "terms": [
            {"term": term, "label": label, "value": value, "low": value - 0.05, "high": value + 0.06, "kind": kind}
            for term, label, value, kind in rows
        ],
        "width": {"value": -0.02, "low": -0.14, "high": 0.11},
        "commitment": {
            "label": "Slack of the same terms once Washington has left",
            "value": -0.05,
            "low": -0.2,
            "high": 0.07,
        },
        "belief_threshold": {
            "label": "Shared belief in staying power a settlement needs",
            "value": 0.71,
            "low": 0.5,
            "high": 0.93,
        },
        "sequencing": {"text": "The Taliban gain more by settling with Washington first in 68 of 100 worlds."},
        "footprint": {"label": "Largest posture Washington can sustain", "value": 2, "low": 1, "high": 3},
    }


def beliefs() -> dict[str, Any]:
    rows = [
        ("public", "Public belief that Washington stays", 0.45, -0.0030, 0.10),
        ("insurgent", "The Taliban's belief that Washington stays", 0.34, -0.0028, 0.09),
        ("government", "Kabul's belief that Washington stays", 0.52, -0.0032, 0.11),
    ]
    series = []
    for name, label, start, slope, width in rows:
        middle = [start + slope * i + 0.02 * math.sin(i / 7) for i in range(73)]
        spread = [width * (0.3 + i / 72) for i in range(73)]
        series.append({"name": name, "label": label, **fan(middle, spread, 0, 1)})
    return {"months": MONTHS, "series": series}


def control(luck: random.Random) -> dict[str, Any]:
    instruments, published = [], []
    for instrument, label, start in (("command", "Resolute Support", 0.56), ("press", "Long War Journal", 0.45)):
        middle = [start - 0.0030 * i for i in range(73)]
        spread = [0.015 + 0.0022 * i for i in range(73)]
        instruments.append(
            {
                "instrument": instrument,
                "label": label,
                "government": fan(middle, spread, 0, 1),
                "insurgent": fan(
                    [0.14 + 0.0035 * i + (0 if instrument == "command" else 0.03) for i in range(73)], spread, 0, 1
                ),
            }
        )
        last = 7 if instrument == "command" else 30
        for i in range(0, last, 3 if instrument == "command" else 4):
            noise = luck.gauss(0, 0.008)
            published.append({
                "instrument": instrument, "date": f"{MONTHS[i]}-15", "published": f"{MONTHS[min(i + 2, 72)]}-28",
                "government": round(middle[i] - 0.004 * i + noise, 3), "insurgent": round(0.14 + 0.006 * i - noise, 3),
                "after": i > 0,
            })  # fmt: skip
    return {"months": MONTHS, "instruments": instruments, "published": published}


def districts(luck: random.Random) -> dict[str, Any]:
    units = read_units()
    median, width = [], []
    starts = [luck.gauss(0.3 + 0.9 * math.sin(u["lon"] / 2.2) + 0.12 * (u["lat"] - 34), 0.9) for u in units]
    firmness = [luck.uniform(0.7, 1.6) for _ in units]
    for i in range(73):
        x = [s - 0.02 * i for s in starts]
        median.append([round(100 / (1 + math.exp(-v))) for v in x])
        width.append([
            round(min(98, f * (6 + 0.95 * i) * (1.3 - abs(m - 50) / 60)))
            for f, m in zip(firmness, median[-1], strict=True)
        ])  # fmt: skip
    return {"units": units, "months": MONTHS, "median": median, "width90": width}


def provinces() -> dict[str, Any]:
    """Two provinces by quarter: one held, one lost."""
    quarters = MONTHS[::3]

    def place(name: str, people: int, slope: float) -> dict[str, Any]:
        middle = [round(min(max(80 + slope * i, 0), 100)) for i in range(len(quarters))]
        bands = {half: [[max(m - width, 0) for m in middle], [min(m + width, 100) for m in middle]]
                 for half, width in (("band50", 8), ("band90", 20))}  # fmt: skip
        lost = [round(100 - m) // 2 for m in middle]
        return {"name": name, "capital": f"{name} town", "people": people, "units": 12, "median": middle, **bands,
                "lost": lost}  # fmt: skip

    return {
        "months": quarters, "futures": 256, "note": "256 futures that keep their map.",
        "provinces": [place("Kabul", 4_800_000, -0.4), place("Kandahar", 1_300_000, -3.0)],
    }  # fmt: skip


def read_units() -> list[dict[str, Any]]:
    """The flagship's 407 units with their tiles; a plain grid where the scenario is not there."""
    if not (LIBRARY / "tiles.csv").exists():
        return [
            {
                "id": i + 1,
                "name": f"Unit {i + 1}",
                "province": f"Province {i // 12 + 1}",
                "lon": 61 + (i % 25) * 0.5,
                "lat": 38 - (i // 25) * 0.5,
                "approximate": i % 5 == 0,
                "population": 50_000,
                "row": i // 25,
                "col": i % 25,
            }
            for i in range(407)
        ]
    with (LIBRARY / "tiles.csv").open(encoding="utf-8") as file:
        tiles = {int(row["id"]): (int(row["row"]), int(row["col"])) for row in csv.DictReader(file)}
    with (LIBRARY / "provinces.csv").open(encoding="utf-8") as file:
        names = {row["id"]: row["name"] for row in csv.DictReader(file)}
    with (LIBRARY / "districts.csv").open(encoding="utf-8") as file:
        return [
            {"id": int(row["id"]), "name": row["name"], "province": names[row["province"]],
             "lon": float(row["lon"]), "lat": float(row["lat"]), "approximate": row["approximate"] == "1",
             "population": int(row["population"]), "row": tiles[int(row["id"])][0], "col": tiles[int(row["id"])][1]}
            for row in csv.DictReader(file)
        ]  # fmt: skip


def violence(luck: random.Random) -> dict[str, Any]:
    season = [1 + 0.28 * math.cos(2 * math.pi * (i - 8) / 12) for i in range(73)]
    middle = [1700 * s * math.exp(-0.006 * i) for i, s in enumerate(season)]
    return {
        "months": MONTHS,
        "deaths": fan(middle, [m * (0.18 + 0.006 * i) for i, m in enumerate(middle)], 0),
        "published": [{"date": MONTHS[i], "value": round(middle[i] * luck.uniform(0.8, 1.25))} for i in range(32)],
        "components": [
            {"component": "insurgent", "label": "Taliban", "share": 0.47},
            {"component": "government", "label": "Government forces", "share": 0.38},
            {"component": "civilian", "label": "Civilians", "share": 0.15},
        ],
    }


def country() -> dict[str, Any]:
    """Five groups of fans; the label of each says what it holds, the names are those of the record."""
    groups = {
        "government": [("legitimacy", 0.48, -0.0010), ("cohesion", 0.55, -0.0015)],
        "garrisons": [("surrendered", 0.08, 0.0030), ("capitals_fallen", 0.0, 0.0008), ("centres_fallen", 0.06, 0.002)],
        "countryside": [("militia", 1.0, -0.004), ("posts", 1.0, -0.005), ("access", 0.72, -0.002),
                        ("local_accords", 0.03, 0.0004)],
        "counts": [("command_held", 0.17, -0.001), ("command_lost", 0.12, 0.002)],
        "effort": [("effort_militias", 1.0, 0.003), ("effort_posts", 1.0, -0.004), ("effort_roads", 1.0, 0.002),
                   ("effort_elites", 1.0, 0.0), ("effort_towns", 1.0, 0.006), ("effort_strongmen", 1.0, 0.008)],
        "neighbours": [("sanctuary", 0.6, 0.0), ("recognition", 0.2, 0.003)],
    }  # fmt: skip

    def series(name: str, start: float, slope: float) -> dict[str, Any]:
        relative = name in ("militia", "posts") or name.startswith("effort_")
        middle = [max(start + slope * i, 0.0) for i in range(73)]
        spread = [(0.25 if relative else 0.1) * (0.2 + i / 72) for i in range(73)]
        return {
            "name": name, "label": name.replace("_", " ").capitalize(), "relative": relative,
            "unit": "times the start" if relative else "out of 100",
            **fan(middle, spread, 0, 3.0 if relative else 1.0),
        }  # fmt: skip

    return {
        "months": MONTHS, "note": "Over the futures in which Kabul still stands that month.",
        "groups": [
            {"group": name, "label": name.capitalize(), "text": f"What {name} means, relative to the start where so.",
             "series": [series(*row) for row in rows]}
            for name, rows in groups.items()
        ],
    }  # fmt: skip


def plans() -> list[dict[str, Any]]:
    """One plan of two links, the second of which no future reached."""
    link = {"happened": 40, "of": 100, "given": 0.4, "chance": [0.32, 0.48], "parameters": [0.1, 0.7], "so_far": 0.4}
    never = {"happened": 0, "of": 0, "given": None, "chance": None, "parameters": None, "so_far": 0.0}
    return [{
        "actor": "insurgents", "label": "the insurgents", "aim": "Outlast the patron", "claims": [],
        "links": [{"happens": "patron_leaves", "text": "The troops go home", **link},
                  {"happens": "insurgents_rule", "text": "They rule the capital", **never}],
    }]  # fmt: skip


def levers() -> dict[str, Any]:
    """Three levers, one of which moves nothing, and one package."""

    def change(kind: str, name: str, label: str, to: float | None, margin: float, width: float) -> dict[str, Any]:
        return {
            "kind": kind, "id": name, "label": label, "by": "" if kind == "package" else "US Congress", "to": to,
            "unit": "" if to is None else "share of aid", "ground": False, "width": width, "margin": margin,
            "threshold": None, "wedges": {"rents": 0.01},
        }  # fmt: skip

    return {
        "now": {"width": 0.15, "margin": 0.13, "threshold": 0.4, "wedges": {"rents": -0.2}}, "largest_wedge": "rents",
        "changes": [
            change("lever", "L10", "A guarantor who stays after a settlement", 0.3, 0.04, 0.02),
            change("package", "offer", "Leave after a settlement, with a residual force that guarantees it", None, 0.03,
                   -0.01),
            change("lever", "L20", "National truces on fixed dates", 4.0, 0.001, 0.0),
            change("lever", "L01", "Withdrawal by a published date", 6.0, -0.02, 0.03),
        ],
        "refused": [],
    }  # fmt: skip


def stories() -> list[dict[str, Any]]:
    def step(date: str, actor: str, text: str, *options: tuple[str, float, bool]) -> dict[str, Any]:
        return {
            "date": date, "month": MONTHS.index(date), "actor": actor, "text": text,
            "options": [{"label": label, "per_year": rate, "chosen": chosen} for label, rate, chosen in options],
        }  # fmt: skip

    return [
        {
            "future": 20_114,
            "world": 18,
            "class": "O1",
            "label": "Taliban takeover",
            "title": "The accord came first",
            "steps": [
                step(
                    "2019-05",
                    "Washington and the Taliban",
                    "The US envoy and the Doha office sign a separate accord; Kabul is not in the room.",
                    ("Sign a separate accord", 0.84, True),
                    ("Offer a conditional withdrawal", 0.47, False),
                    ("Break off talks", 0.26, False),
                ),
                step(
                    "2020-09",
                    "Washington",
                    "The last main-force brigades leave; money and materiel go on.",
                    ("Complete the withdrawal", 1.1, True),
                    ("Cancel it", 0.18, False),
                ),
                step(
                    "2021-04",
                    "Kabul",
                    "Garrisons along the ring road between Kabul and Kandahar are given up to hold the capitals.",
                ),
                step("2021-08", "Kabul", "Eleven provincial capitals change hands in nine days, then the capital."),
            ],
        },
        {
            "future": 61_032,
            "world": 40,
            "class": "O2",
            "label": "Negotiated settlement in force",
            "title": "Talks with Kabul before a date",
            "steps": [
                step(
                    "2019-10",
                    "The Taliban and Kabul",
                    "Talks open after the election; nobody has named a date for leaving.",
                    ("Open talks with Kabul", 0.14, True),
                    ("Sign a separate accord", 0.71, False),
                ),
                step(
                    "2020-06",
                    "The Taliban and Kabul",
                    "A ceasefire over Eid is prolonged province by province.",
                    ("Ceasefire", 0.35, True),
                    ("Walk out", 0.31, False),
                ),
                step(
                    "2021-03",
                    "The Taliban and Kabul",
                    "A settlement gives the Taliban 44 of 100 parts of office; strongmen keep their provinces.",
                    ("Sign a settlement", 0.09, True),
                    ("Walk out", 0.22, False),
                ),
            ],
        },
        {
            "future": 7_745,
            "world": 17,
            "class": "O6",
            "label": "Stalemate with Washington",
            "title": "Nobody moves",
            "steps": [
                step(
                    "2020-02",
                    "Washington",
                    "The force is cut to a residual with air power.",
                    ("Reduce the force", 0.31, True),
                    ("Send more troops", 0.05, False),
                ),
                step(
                    "2023-07",
                    "The Taliban",
                    "A fighting season takes the last district of Helmand outside its capital.",
                ),
            ],
        },
    ]


def grid() -> dict[str, Any]:
    mu_0 = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9]
    delta_mu = [-0.3, -0.15, 0.0, 0.15, 0.3]
    settled = [[0.03 + 0.16 * m - 0.12 * abs(d) for d in delta_mu] for m in mu_0]
    taken = [[0.62 - 0.38 * m + 0.2 * abs(d) for d in delta_mu] for m in mu_0]
    return {
        "mu_0": mu_0, "delta_mu": delta_mu,
        "metrics": [
            {"metric": "O2", "label": "Negotiated settlement in force", "share": settled, "base_rate": 0.061},
            {"metric": "O1", "label": "Taliban takeover", "share": taken, "base_rate": 0.387},
        ],
    }  # fmt: skip


def guesses() -> list[dict[str, Any]]:
    return [
        {"parameter": "information.resolve_start", "symbol": "mu_0", "status": "W", "value": 0.45,
         "why": "No poll asks it; the range spans what both sides said in public."},
        {"parameter": "information.resolve_offset", "symbol": "delta_mu", "status": "W", "value": -0.4,
         "why": "How much less the Taliban believe it than Kabul does; set by hand."},
        {"parameter": "payoff.office_rents", "symbol": "R_G", "status": "P", "value": 0.12,
         "why": "Share of public money that reaches office holders, from reference cases."},
        {"parameter": "kernel.collapse_money", "symbol": "h_c", "status": "W", "value": 0.25,
         "why": "Life after the patron has left was not observed by the information date."},
    ]  # fmt: skip
