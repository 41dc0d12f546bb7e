"""Write the tables and the picture of docs/calibration.md: python tools/build_calibration.py [--data DIR]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from ripeness.calibration import territory, violence
from ripeness.calibration.predictive import hindcast, territory_checks, violence_checks
from ripeness.calibration.recovery import Ranks, territory_ranks, violence_ranks
from ripeness.scenario.load import load_scenario

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURE = ROOT / "docs/calibration.md", ROOT / "docs/img/calibration-ranks.svg"
BEGIN, END = "<!-- begin -->", "<!-- end -->"
WAR, UNTIL, BINS = "afghanistan-2018", date(2016, 11, 30), 10


def tables(data: Path | None, sets: int, quick: bool) -> str:
    """Everything between the marks; writes the picture beside."""
    war = load_scenario(WAR)
    one, two = (
        territory.sample(war, seed=1, draws=256, quick=quick),
        violence.sample(war, seed=1, draws=256, quick=quick, data=data),
    )
    assert one.chains is not None
    picture(one.chains, one.diagnostics["unknowns"])
    checks = [*territory_checks(war, one), *violence_checks(war, two, data)]
    parts = [
        "## What the fits would have shown",
        "",
        _row("module", "statistic", "seen", "5 / 50 / 95 %", "p"),
        _rule(5),
    ]
    parts += [
        _row(c.module, c.statistic, f"{c.seen:.3g}", f"{c.low:.3g} / {c.middle:.3g} / {c.high:.3g}", f"{c.p:.2f}")
        for c in checks
    ]
    later = hindcast(war, UNTIL, quick=quick)
    inside = sum(x.low <= x.seen <= x.high for x in later)
    own, still = (float(np.mean([getattr(x, key) for x in later])) for key in ("crps", "crps_persistence"))
    parts += [
        "", "## A fit to the end of 2016 and what came after", "",
        f"{inside} of {len(later)} later values lie inside the 90 % interval; mean CRPS {own:.4f}, of persistence "
        f"{still:.4f} (shares of districts). They are few and not independent of each other.", "",
        _row("date", "share of districts below the", "seen", "5 / 50 / 95 %", "last seen", "CRPS", "of persistence"),
        _rule(7),
    ]  # fmt: skip
    parts += [
        _row(
            f"{x.day:.2f}",
            f"{x.cut} cut",
            f"{x.seen:.3f}",
            f"{x.low:.3f} / {x.middle:.3f} / {x.high:.3f}",
            f"{x.persistence:.3f}",
            f"{x.crps:.4f}",
            f"{x.crps_persistence:.4f}",
        )
        for x in later
    ]
    ranks = {"territory": territory_ranks(war, sets), "violence": violence_ranks(war, sets, data=data)}
    parts += ["", "## Whether a module finds what it made up", "", f"{sets} data sets a module, {BINS} bins.", ""]
    parts += [_row("module", "unknown", "p of even ranks"), _rule(3), *_ranked(ranks)]
    return "\n".join(parts)


def picture(chains: np.ndarray, names: Sequence[str]) -> None:
    """Rank plot: where a chain's draws stand among all draws; level bars mean chains that say the same."""
    import altair as alt

    shown = [i for i, name in enumerate(names) if name.startswith("territory.")]
    rows = []
    for i in shown:
        order = chains[:, :, i].ravel().argsort().argsort().reshape(chains.shape[:2])
        for chain in range(4):
            counts = np.histogram(order[chain], bins=10, range=(0, order.size))[0]
            label = names[i].partition(".")[2].replace("_", " ")
            rows += [
                {"number": label, "chain": chain + 1, "tenth": b + 1, "draws": int(n)} for b, n in enumerate(counts)
            ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color="#4a6fa5")
        .encode(
            alt.X("tenth:O", title="tenth of all draws", axis=alt.Axis(labels=False, ticks=False)),
            alt.Y("draws:Q", title="draws"),
            alt.Row("chain:N", title="chain"),
            alt.Column("number:N", title=None),
        )
        .properties(width=110, height=45)
    )
    PICTURE.parent.mkdir(exist_ok=True)
    chart.save(str(PICTURE))


def _ranked(found: dict[str, Ranks]) -> list[str]:
    return [
        _row(module, f"`{name}`", f"{p:.3f}")
        for module, ranks in found.items()
        for name, p in ranks.p_values(BINS).items()
    ]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=None, help="folder with data that is not shipped")
    parser.add_argument("--sets", type=int, default=200, help="data sets a module")
    parser.add_argument("--quick", action="store_true", help="short chains; the page says so")
    given = parser.parse_args()
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{tables(given.data, given.sets, given.quick)}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
