"""`ask`: a dated, conditional question answered from the futures of a stored run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.views.cli import options
from ripeness.views.cli.output import about, note, say, say_json, width


def ask(
    run: options.RunFolder,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar='["QUESTION"]',
            help='For example "collapse before 2021-09-01 given exit"; every question of the scenario by default.',
        ),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the answers as a table too.", metavar="FILE")] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Answer a question from stored futures.

    How many, of how many that meet the condition, the intervals of chance, numbers and rules, and the base rate.
    """
    from ripeness.analysis.asking.answers import as_csv, ask_all
    from ripeness.analysis.asking.answers import ask as answered
    from ripeness.ensemble.store import open_run

    stored = open_run(run)
    answers = ask_all(stored) if question is None else [answered(stored, question)]
    if csv is not None:
        from ripeness.ensemble.files import write_atomic

        write_atomic(csv, as_csv(answers).encode())
        note(f"written: {csv}", quiet)
    if json:
        say_json(about(stored) | {"answers": [answer.as_dict() for answer in answers]})
        return
    from ripeness.views.ask_text import answer_text, answers_text

    if question is not None:
        say(answer_text(answers[0], width()))
    elif answers:
        say(answers_text(answers, width()))
    else:
        note(f'{stored.plan.scenario} has no questions.yaml; ask one: ripeness ask {run} "collapse given exit"', quiet)
