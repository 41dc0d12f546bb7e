"""What holds of every mechanism."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil

import pytest

import ripeness.model


def mechanisms():
    """Every public function of the model."""
    for module in pkgutil.iter_modules(ripeness.model.__path__, "ripeness.model."):
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                yield function


@pytest.mark.parametrize("mechanism", [*mechanisms()], ids=lambda f: f"{f.__module__.split('.')[-1]}.{f.__name__}")
def test_every_mechanism_names_its_source(mechanism):
    assert "References\n    ----------\n" in mechanism.__doc__
    said = mechanism.__doc__.split("----------\n")[-1].strip()
    assert len(said) > 8


def test_there_are_mechanisms_to_ask():
    assert len(list(mechanisms())) > 25


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(ripeness.model.__path__)])
def test_a_mechanism_knows_arrays_and_nothing_of_scenarios_or_games(module):
    tree = ast.parse(inspect.getsource(importlib.import_module(f"ripeness.model.{module}")))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if name.startswith("ripeness.") and "numerics" not in name]


@pytest.mark.parametrize("mechanism", [*mechanisms()], ids=lambda f: f"{f.__module__.split('.')[-1]}.{f.__name__}")
def test_a_mechanism_touches_nothing_but_what_it_returns(mechanism):
    tree = ast.parse(inspect.getsource(mechanism))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global | ast.Nonlocal)
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assert not [t for t in targets if isinstance(t, ast.Subscript | ast.Attribute)]
