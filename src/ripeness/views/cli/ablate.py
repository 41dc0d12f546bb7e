"""`ablate`: what each mechanism is good for."""

from __future__ import annotations

from ripeness.analysis.prior import settled
from ripeness.scenario.analyst import analyst_of
from ripeness.views.cli import options
from ripeness.views.cli.output import envelope, note, say, say_json, width
from ripeness.views.cli.simulate import announce_compiling, bar


def ablate(
    scenario: options.ScenarioName,
    without: options.Without = None,
    seed: options.Seed = 1,
    futures: options.Futures = 3200,
    worlds: options.Worlds = 16,
    jobs: options.Jobs = None,
    start: options.Start = "as-of",
    prior: options.Prior = "reference",
    draws: options.Draws = "posterior",
    settings: options.Settings = None,
    package: options.Packages = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Leave out one mechanism at a time.

    Prints what the six headlines lose or gain, on the same futures; all mechanisms unless --without names some.
    """
    prior, own = settled(scenario, prior, settings)
    from ripeness.analysis import face

    announce_compiling(quiet)
    with bar(quiet or no_progress) as progress:
        found = face.ablate(
            scenario, options.named(without), jobs=jobs, progress=progress, seed=seed, futures=futures, worlds=worlds,
            start=start, prior_set=prior, draws=draws, settings=own, packages=tuple(package or ()),
        )  # fmt: skip
    if json:
        about = envelope(
            scenario=found.scenario.name, scenario_hash=found.scenario.hash, seed=seed, futures=futures, start=start,
            prior_set=prior, analyst=analyst_of(found.scenario),
        )  # fmt: skip
        say_json(about | found.as_dict())
        return
    from ripeness.views.ablation_text import ablation_text

    say(ablation_text(found, width()))
    note(f"next: ripeness run {scenario} --without {next(iter(found.modules))}", quiet)
