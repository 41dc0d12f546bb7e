"""Compiled code is kept under the hash of every source it can be built from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from ripeness.numerics import compiled


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The kernel sources in a folder of their own."""
    for folder in compiled.KERNEL_FOLDERS:
        shutil.copytree(compiled.PACKAGE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    return tmp_path


def fresh_hash() -> str:
    return compiled.kernel_hash.__wrapped__()


@pytest.mark.parametrize("folder", compiled.KERNEL_FOLDERS)
def test_an_edit_in_any_kernel_folder_opens_a_new_cache(copied, folder):
    before = fresh_hash()
    file = sorted((copied / folder).glob("[a-z]*.py"))[0]
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert fresh_hash() != before


def test_moving_a_file_opens_a_new_cache_and_touching_one_does_not(copied):
    before = fresh_hash()
    os.utime(copied / "model" / "territory.py")
    assert fresh_hash() == before
    (copied / "model" / "territory.py").rename(copied / "strategy" / "territory.py")
    assert fresh_hash() != before


@pytest.mark.parametrize("variable", ["RIPENESS_CACHE", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_a_cache_folder_of_the_users_is_keyed_by_the_sources_too(tmp_path, variable):
    code = "import numba; from ripeness.numerics import compiled as c; print(numba.config.CACHE_DIR, c.kernel_hash())"
    names = ("RIPENESS_CACHE", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
    environment = {k: v for k, v in os.environ.items() if k not in names} | {variable: str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    folder, key = done.stdout.split()
    assert folder.startswith(str(tmp_path)) and folder.endswith(key)


def test_the_plain_text_of_a_kernel_is_at_hand():
    @compiled.kernel
    def double(x):
        return 2 * x

    assert compiled.plain(double)(3) == 6
