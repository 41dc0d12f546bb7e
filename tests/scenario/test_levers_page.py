"""The page on levers shows what the flagship's file says, and its examples are such."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ripeness.scenario import yaml_safe
from ripeness.scenario.problems import Problems
from ripeness.scenario.schema import Package

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import build_levers

PAGE = build_levers.PAGE.read_text(encoding="utf-8")


def test_the_table_of_levers_is_current():
    assert build_levers.filled(PAGE) == PAGE


def test_the_package_on_the_page_is_one():
    block = re.findall(r"```yaml\n(packages.*?)```", PAGE, re.DOTALL)[0]
    document = yaml_safe.read_yaml(block.encode(), "page", Problems())
    assert Package.model_validate(document.data["packages"]["a-year-of-reform"]).pulls[0].is_dated


def test_the_packages_named_on_the_page_exist():
    known = build_levers.load_scenario(build_levers.SCENARIO).packages
    named = [part for text in re.findall(r"--package (\S+)", PAGE) for part in text.split("+")]
    assert named and set(named) <= set(known)
