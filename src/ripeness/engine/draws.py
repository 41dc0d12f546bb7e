"""Random numbers for all lanes at once: this month's draw at a purpose and a unit."""

from __future__ import annotations

from ripeness.engine.war import Field
from ripeness.numerics.compiled import part
from ripeness.numerics.functions import hashed, normal_quantile, uniform
from ripeness.numerics.lanes import load


@part
def chance(width, field: Field, purpose: int, unit: int):
    """Uniforms of this month at (purpose, unit), one a lane."""
    counter = load(width, field.words, 2) + ((purpose << 24) + int(unit))
    return uniform(hashed(counter, load(width, field.words, 0), load(width, field.words, 1)))


@part
def lasting_chance(width, field: Field, purpose: int, unit: int):
    """Uniforms of the whole future at (purpose, unit), one a lane."""
    counter = load(width, field.words, 2) * 0 + ((purpose << 24) + int(unit))
    return uniform(hashed(counter, load(width, field.words, 0), load(width, field.words, 1)))


@part
def shock(width, field: Field, purpose: int, unit: int):
    """Standard normals of this month at (purpose, unit), one a lane."""
    return normal_quantile(chance(width, field, purpose, unit))
