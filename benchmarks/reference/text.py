"""The engine's own text of a mechanism, run on other numbers: plain floats, or arrays with one number a future.

What a mechanism says stays in one place. A copy of a function sees other primitives (exponentials, loads, draws)
under the same names, and copies of the functions it calls.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any

PACKAGE = "ripeness."


class Text:
    """Copies of functions in which some names mean something else."""

    def __init__(self, meanings: Mapping[str, Callable[..., Any]]) -> None:
        self._meanings = meanings
        self._copies: dict[Any, Any] = {}

    def of(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The copy of one function."""
        if function.__name__ in self._meanings:
            return self._meanings[function.__name__]
        if function not in self._copies:
            code = function.__code__
            world = _Names(function.__globals__, self)
            used = {name: world[name] for name in _names(code) if name in world}
            copy = types.FunctionType(code, used, function.__name__, function.__defaults__)
            self._copies[function] = copy
            for name in list(used):
                used[name] = self.translated(name, used[name])
        return self._copies[function]

    def translated(self, name: str, value: Any) -> Any:
        """What a global of a function is in its copy."""
        if isinstance(value, types.FunctionType) and value.__module__.startswith(PACKAGE):
            return self.of(value)
        if isinstance(value, types.ModuleType) and value.__name__.startswith(PACKAGE):
            return _Module(value, self)
        return self._meanings.get(name, value)


class _Names(dict):
    """Globals of a function, with the built-in names that have another meaning."""

    def __init__(self, names: Mapping[str, Any], text: Text) -> None:
        super().__init__({name: text._meanings[name] for name in ("min", "max", "float") if name in text._meanings})
        self.update(names)


class _Module:
    """A module whose functions are copies."""

    def __init__(self, module: types.ModuleType, text: Text) -> None:
        for name, value in vars(module).items():
            if isinstance(value, types.FunctionType):
                setattr(self, name, text.of(value))
            elif not name.startswith("_"):
                setattr(self, name, value)


def _names(code: types.CodeType) -> set[str]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return set(code.co_names).union(*(_names(c) for c in inner))
