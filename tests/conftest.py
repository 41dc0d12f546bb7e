"""Settings of all tests: a busy machine must not fail a property by being slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
