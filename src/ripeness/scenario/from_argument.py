"""An argument begun from a plain list: one claim a line becomes claims.yaml and experiments.yaml to write on.

A line may begin with its paragraph: ``12. The state can stand alone.`` Blank lines and lines that begin with ``#``
are left out. Nothing is guessed about what a claim says: each gets an experiment of its own that waits until somebody
writes its tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ripeness.errors import SettingsError

LINE = re.compile(r"(?:[¶§]?\s*(\d{1,4})\s*[.):\t]\s*|[-*•]\s+)?(.+)")
MOST, LONGEST = 300, 600
LARGEST = 500_000  # bytes

CLAIMS_HEAD = """\
# What the argument says, claim by claim: in your own words, with its paragraph and with what tests it.
# Choose each claim's type: fact, causal, prediction, prescription or analogy. A claim is tested by an experiment, or by
#   data: [{check: In words, parameter: region.sanctuary, above: 0.5}]    a number of the scenario, or a `series:`
#   forecast: [NAME]                                                      an observable of observables.yaml
#   none: Why nothing can test it.
"""
EXPERIMENTS_HEAD = """\
# How each claim is put to the test. Every experiment waits (`awaits:`) until it has `tests:`; write them, then take
# `awaits:` away. An arm is the war with something done in it; a test measures one number in an arm, alone or against
# another arm, and says from where on it confirms. `ripeness show SCENARIO levers` lists what can be pulled.
#
#   C01:
#     title: A guarantee makes a settlement more likely
#     type: causal
#     metric: probability that a settlement is in force at the horizon
#     confirm: up by .05 or more
#     refute: down by as much
#     arms:
#       guarantee: {label: whoever breaks a settlement pays, set: {payoff.renege_cost: 0.3}}
#     tests:
#       - {measure: settlement, arm: guarantee, against: reference, up: 0.05}
#
# Measures that are often wanted: settlement, takeover, collapse (by: MONTH), happens (event: exit, by: MONTH),
# deaths, margin, terms, level (of: control_share, month: 35).
"""


@dataclass(frozen=True)
class Listed:
    """One claim of the list."""

    paragraph: int
    text: str


def read_list(path: str | Path) -> tuple[Listed, ...]:
    """The claims of a plain list.

    Raises
    ------
    SettingsError
        If it cannot be read, holds none or too many, or a claim is too long; names the lines.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}", "Give a text file.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text", "Save the file as UTF-8.") from error
    claims: list[Listed] = []
    long: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line.strip())
        assert found is not None  # any text matches
        words = " ".join(found[2].split())
        if len(words) > LONGEST:
            long.append(str(number))
        claims.append(Listed(max(int(found[1]), 1) if found[1] else len(claims) + 1, words))
    if long:
        raise SettingsError(f"{path}: line {', '.join(long)}: longer than {LONGEST} characters", "One claim a line.")
    if not claims or len(claims) > MOST or len(content) > LARGEST:
        raise SettingsError(f"{path} holds {len(claims)} claims", f"Give 1 to {MOST}, one a line.")
    return tuple(claims)


def argument_files(claims: Sequence[Listed], actor: str = "the author") -> dict[str, str]:
    """Contents of claims.yaml and experiments.yaml."""
    width = max(2, len(str(len(claims))))
    said, tried = [CLAIMS_HEAD], [EXPERIMENTS_HEAD]
    for number, claim in enumerate(claims, 1):
        text, test = json.dumps(claim.text, ensure_ascii=False), f"C{number:0{width}d}"
        said.append(
            f"A{number}:\n  paragraph: {claim.paragraph}\n  actor: {json.dumps(actor, ensure_ascii=False)}\n"
            f"  type: causal  # or fact, prediction, prescription, analogy\n  text: {text}\n  test:\n"
            f"    experiments: [{test}]\n"
            "    # data: [{check: , parameter: , above: }]\n    # forecast: []\n    # none:\n"
        )
        tried.append(
            f"{test}:\n  title: {text}\n  type: causal\n  metric: to be chosen\n  confirm: to be chosen\n"
            f"  refute: to be chosen\n  awaits: its tests are not written yet\n"
        )
    return {"claims.yaml": "\n".join(said), "experiments.yaml": "\n".join(tried)}
