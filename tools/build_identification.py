"""Write docs/identification.md from the draws that ship: python tools/build_identification.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ripeness.calibration.identification import read_learned
from ripeness.scenario.folder import scenario_names
from ripeness.scenario.load import load_scenario

PAGE = Path(__file__).resolve().parents[1] / "docs/identification.md"
HEAD = """# What the evidence says of each number

Written by `python tools/build_identification.py` from the draws that ship; `ripeness calibrate SCENARIO --table` prints
the same for a calibration of your own. How the fits were made: [Calibration](calibration.md).

Ranges are 5, 50 and 95 % points. *sd ratio* is posterior over prior standard deviation and *gain* the Kullback-Leibler
divergence of the posterior from the prior in nats, both taken as normal, on the log scale where a number cannot be
negative. They rest on 256 draws: a ratio is good to about 6 %. *Status*: E estimated (ratio below .5), W weakly (below
.9), P the prior drives it. *Moved by* is the plain statistic of simulated data that goes with the parameter most
closely.
"""
TAIL = """
Every parameter that is in no table stays at its prior in every run: what rests on it rests on a guess, marked P or W in
`ripeness show`. In the territory module the volatility of a district and the share its region has in common are told
apart only by their priors; the readings speak of their combination, the volatility of the national mean.
"""


def table(name: str) -> str:
    """The table of a war, a heading a module; empty where nothing is calibrated."""
    parts = []
    for module, draws in load_scenario(name).posteriors.items():
        checks = json.loads(draws.header["diagnostics"])
        parts += [
            f"### {name}: {module}", "",
            f"{checks['rows']} rows of evidence; R-hat {checks['r_hat']}, effective draws {checks['ess']:,} or more. "
            f"`{draws.header['command']}`", "",
            "| parameter | prior | posterior | sd ratio | gain | status | moved by |", "|---|---|---|---|---|---|---|",
        ]  # fmt: skip
        for line in read_learned(draws.header):
            ranges = (" / ".join(f"{x:.3g}" for x in points) for points in (line.prior, line.posterior))
            cells = [f"`{line.name}`", *ranges, f"{line.ratio:.2f}", f"{line.gain:.2f}", line.status, line.moved_by]
            parts.append("| " + " | ".join(cells) + " |")
        parts.append("")
    return "\n".join(parts)


def page() -> str:
    """The whole page."""
    return HEAD + "\n" + "\n".join(filter(None, map(table, scenario_names()))) + TAIL


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
