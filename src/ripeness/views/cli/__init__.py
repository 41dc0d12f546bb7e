"""The command line: what a person types, what the library then does, and what comes back.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 a check found something,
2 misuse or bad input, 130 interrupted. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from ripeness.errors import RipenessError, ScenarioError
from ripeness.scenario.problems import did_you_mean
from ripeness.views.cli import commands
from ripeness.views.cli.output import refuse

DONE, FOUND, MISUSE, INTERRUPTED = 0, 1, 2, 130
# What typer raises for a wrong option lives in click or in typer's own copy of it, depending on its version.
ClickError: type[Any] = typer.BadParameter.__mro__[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        code = commands.app(given, prog_name="ripeness", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except ScenarioError as error:
        problems = [problem.as_dict() for problem in error.problems]
        refuse(error.kind, error.message, error.remedy, as_json, problems=problems)
        return MISUSE
    except RipenessError as error:
        refuse(error.kind, error.message, error.remedy, as_json)
        return MISUSE
    except ClickError as error:
        _misused(error, given, as_json)
        return MISUSE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough; what is left in the buffer must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _misused(error: Any, given: Sequence[str], as_json: bool) -> None:
    """Say what is wrong with the words of a command, and where its help is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return
    first = next((word for word in given if not word.startswith("-")), "")
    if first and first not in commands.NAMES:
        refuse("usage", f"no command '{first}'", did_you_mean(first, commands.NAMES, "commands"), as_json)
        return
    refuse("usage", error.format_message(), f"See: {' '.join(['ripeness', first]).strip()} --help", as_json)
