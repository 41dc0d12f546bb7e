"""ripeness: is this war ripe for a settlement, and what would make it so?

``ripeness.run(...)`` simulates, ``ripeness.load(...)`` reads a scenario, ``ripeness.explain(...)`` says why it is
settled or not, ``ripeness.compare(...)`` what levers would change, ``ripeness.ablate(...)`` what each mechanism is good
for, ``ripeness.audit(...)`` puts its argument on trial, ``ripeness.calibrate(...)`` fits it to what was known,
``ripeness.backtest(...)`` holds a forecast against what happened, ``ripeness.ask(...)`` answers a dated question from a
run's futures, ``ripeness.offer(...)`` weighs a draft accord, ``ripeness.open_run(...)`` opens a stored run,
``ripeness.show(...)`` puts one on a notebook's page (``%load_ext ripeness`` does so by itself). Nothing of them is
loaded before it is asked for.
"""

from importlib import import_module as _import_module
from typing import Any as _Any

__version__ = "0.1.0"

_FACE = {
    "load": "ripeness.analysis.face",
    "run": "ripeness.analysis.face",
    "compare": "ripeness.analysis.face",
    "ablate": "ripeness.analysis.face",
    "analogy": "ripeness.analysis.face",
    "disagree": "ripeness.analysis.face",
    "backtest": "ripeness.analysis.face_evidence",
    "calibrate": "ripeness.analysis.face_evidence",
    "watch": "ripeness.analysis.face_evidence",
    "audit": "ripeness.analysis.face",
    "explain": "ripeness.analysis.face",
    "ask": "ripeness.analysis.face",
    "offer": "ripeness.analysis.face",
    "waterfall": "ripeness.analysis.face",
    "leverage": "ripeness.analysis.face",
    "plan": "ripeness.analysis.face",
    "check": "ripeness.scenario.kept:checked",
    "open_run": "ripeness.ensemble.store",
    "list_runs": "ripeness.ensemble.store",
    "summarise": "ripeness.analysis.summary",
    "render_report": "ripeness.views.report",
    "show": "ripeness.views.notebook",
    "load_ipython_extension": "ripeness.views.notebook",
}


def __getattr__(name: str) -> _Any:
    if name not in _FACE:
        raise AttributeError(f"module 'ripeness' has no attribute '{name}'")
    module, _, function = _FACE[name].partition(":")
    return getattr(_import_module(module), function or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_FACE])
