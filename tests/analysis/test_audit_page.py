"""The page on audits says what can be measured, and its example is an experiment."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ripeness.scenario import yaml_safe
from ripeness.scenario.experiments import Experiment
from ripeness.scenario.problems import Problems

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import build_audit

PAGE = build_audit.PAGE.read_text(encoding="utf-8")


def test_the_table_of_measures_is_current():
    assert build_audit.filled(PAGE) == PAGE


def test_the_experiment_on_the_page_is_one():
    block = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    document = yaml_safe.read_yaml(block.encode(), "page", Problems())
    assert Experiment.model_validate(document.data["C42"]).used == ("corrected", "reference")
