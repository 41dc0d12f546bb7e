"""A check of sign that nothing is fitted to: a client lives longer after its patron's troops leave if aid goes on."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.engine import record as rec
from ripeness.ensemble.design import Plan
from ripeness.ensemble.runner import run


@pytest.mark.slow
def test_a_client_outlives_its_patrons_troops_longer_with_aid_than_without(tmp_path):
    lived = {}
    for package in ("aid-goes-on", "no-aid"):
        plan = Plan("afghanistan-1988", worlds=2, futures=200, packages=(package,), arms=("reference",), audit=0)
        done = run(plan, tmp_path / package)
        fell = done.records()[:, rec.COLLAPSE_MONTH]
        lived[package] = np.where(fell < 0, done.scenario.months, fell)
    assert lived["aid-goes-on"].mean() > lived["no-aid"].mean()
