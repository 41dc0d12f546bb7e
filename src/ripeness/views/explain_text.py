"""`explain` in the terminal: a paragraph in the war's own names, the ledger, what steps are worth, what talks are for.

One renderable; on a pipe the same words without colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ripeness.analysis import words
from ripeness.analysis.rounding import in_100, in_words
from ripeness.views.headline import NOT_A_PREDICTION, joined
from ripeness.views.situation_text import situation_line

if TYPE_CHECKING:
    from ripeness.analysis.council import Ballot
    from ripeness.analysis.explain import Explanation, Slack, Spread
    from ripeness.analysis.reading import Reading
    from ripeness.scenario.war import Scenario
    from ripeness.strategy.channels import Purpose

WIDTH = 100
VERDICTS = {
    "cover": "a cover",
    "real": "a real process",
    "ambiguous": "neither clearly a cover nor clearly a real process",
}


_TALKED_OF = ("open", "intra")  # steps whose vote is told


def explain_text(explanation: Explanation, scenario: Scenario, width: int = WIDTH) -> str:
    """The explanation as plain text, for pipes and files."""
    import io

    from rich.console import Console

    file = io.StringIO()
    Console(file=file, width=width, color_system=None, highlight=False).print(explain_view(explanation, scenario))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def explain_view(explanation: Explanation, scenario: Scenario) -> Any:
    """The explanation for a terminal.

    Returns
    -------
    rich.console.Group
    """
    from rich.console import Group
    from rich.text import Text

    names = explanation.labels
    parts: list[Any] = [
        Text(f"{explanation.title}: what stands between the parties", style="bold"),
        Text(
            f"{situation_line(scenario, explanation.situation)} A share is the part of the prize that goes to "
            f"{names['insurgents']}.\n",
            style="dim",
        ),
        Text(in_plain_words(explanation) + "\n"),
        ledger_table(explanation),
    ]
    parts += [Text(f"\n{line}") for line in (belief_line(explanation), footprint_line(explanation)) if line]
    parts.append(Text("\n" + speed_line(explanation) + "\n"))
    if explanation.game is not None:
        parts += [steps_table(explanation, explanation.game), Text("")]
        parts += [Text(line + "\n") for line in game_lines(explanation, explanation.game)]
    parts.append(Text(provenance(explanation), style="dim"))
    return Group(*parts)


def in_plain_words(explanation: Explanation) -> str:
    """The argument in a few sentences, before any table: is there a range, would it last, does waiting beat it."""
    names = explanation.labels
    insurgents, government, patron = names["insurgents"], names["government"], names["patron"]
    slacks = {slack.slack: slack for slack in explanation.slacks}
    if explanation.width.value > 0.0:
        sentences = [
            f"Any share for {insurgents} from {share(explanation.least)} to {share(explanation.most)} would suit both "
            f"{insurgents} and {government} better than fighting on."
        ]
    else:
        sentences = [
            f"No share suits both: {insurgents} want at least {share(explanation.least)} and {government} would give "
            f"at most {share(explanation.most)}."
        ]
    if explanation.has_troops:
        lasts = slacks["commitment"].spread.value > 0.0
        now = slacks["sequencing"].spread.value > 0.0
        sentences.append(
            f"Terms with {patron}'s exit in them would {'still hold' if lasts else 'not hold'} once it has left, and "
            f"{insurgents} gain more by {'signing now' if now else f'settling with {patron} first'}"
            + (f" ({hundredths(explanation.waits)} of 100 worlds say otherwise)." if now else ".")
        )
    sentences.append(
        f"So says the closed form, which does not look ahead: its margin is {signed(explanation.margin.value)} at the "
        f"medians and, over all that is not known, above zero in {hundredths(explanation.probability_positive)} of 100 "
        f"worlds. {binding_words(explanation)}"
    )
    if explanation.game is not None:
        sentences.append(
            f"The solved game does look ahead: by it the ripeness margin is {signed(explanation.game.range.margin)} at "
            "the medians."
        )
    return words.capital(" ".join(sentences))


def binding_words(explanation: Explanation) -> str:
    """Which slack is the tightest, how often, and the wedge that costs it most."""
    names = explanation.labels
    tightest = max(explanation.slacks, key=lambda slack: slack.binds)
    text = f"What is shortest in {hundredths(tightest.binds)} of them is the {slack_words(explanation, tightest)}"
    if tightest.wedge:
        wedge = next(term for term in explanation.terms if term.term == tightest.wedge)
        text += f"; what costs it most: {words.phrase(words.TERMS, wedge.term, names)} ({signed(wedge.spread.value)})"
    return text + "."


def slack_words(explanation: Explanation, slack: Slack) -> str:
    """One of the three slacks inside a sentence."""
    table = words.SLACKS if explanation.has_troops else words.SLACKS_ALONE
    return words.phrase(table, slack.slack, explanation.labels)


def ledger_table(explanation: Explanation) -> Any:
    """Three sums and the smallest of them.

    Returns
    -------
    rich.table.Table
    """
    from rich.table import Table

    table = Table(title="The ledger", title_justify="left", header_style="bold", box=None, pad_edge=False)
    table.add_column("", overflow="fold")
    table.add_column("at the medians", justify="right")
    table.add_column("90 of 100 worlds", justify="right")
    before: tuple[str, ...] = ()
    for slack in explanation.slacks:
        mine = [term for term in explanation.terms if slack.slack in term.adds_to]
        again = [term for term in mine if term.term in before]
        new = [term for term in mine if term.term not in before]
        if not any(_any(term.spread) for term in new):
            continue
        if again:
            total = sum(term.spread.value for term in again)
            table.add_row(f"  the first {len(again)} of these", signed(total), "")
        for term in new:
            if _any(term.spread):
                table.add_row(f"  {term.label}", signed(term.spread.value), interval(term.spread))
        table.add_row(
            f"= {slack_words(explanation, slack)}",
            signed(slack.spread.value),
            interval(slack.spread),
            style="bold",
        )
        table.add_section()
        before += tuple(term.term for term in new)
    margin = explanation.margin
    table.add_row("Closed-form margin: the smallest of these", signed(margin.value), interval(margin), style="bold")
    return table


def steps_table(explanation: Explanation, game: Reading) -> Any:
    """Every act that can be taken, what it is worth to whom, and how often it comes up beside the base rate.

    Returns
    -------
    rich.table.Table
    """
    from rich.table import Table

    abroad = any(party.startswith("patron") for step in game.steps for party in step.gains)
    blame = f"; to {explanation.labels['patron']}, of the blame for a collapse" if abroad else ""
    table = Table(
        title="What could happen next", title_justify="left", header_style="bold", box=None, pad_edge=False,
        caption=f"Gains are shares of the prize{blame}.",
        caption_justify="left",
    )  # fmt: skip
    for name in ("act", "worth to", "gain", "a year", "base rate"):
        table.add_column(name, justify="left" if name in {"act", "worth to"} else "right", overflow="fold")
    gains = {step.event: step.gains for step in game.steps}
    for tempo in game.tempos:
        first = (words.act(tempo.event, explanation.labels), rate(tempo.per_year), rate(tempo.base_rate))
        worths = [
            (words.party(party, explanation.labels), signed(gain, 3))
            for party, gain in gains.get(tempo.event, {}).items()
        ]
        for i, (party, worth) in enumerate(worths or [("", "")]):
            name, often, usual = first if i == 0 else ("", "", "")
            table.add_row(name, party, worth, often, usual)
    return table


def game_lines(explanation: Explanation, game: Reading) -> list[str]:
    """The range of the solved game, what talks are for, who holds a settlement up."""
    return [
        *([channel_line(explanation, game)] if any(step.channels for step in game.steps) else []),
        range_line(explanation, game),
        *(talks_line(talk, explanation.labels) for talk in game.purposes),
        *(vote_line(vote, explanation.labels) for vote in game.ballots if vote.event in _TALKED_OF),
        holdup_line(explanation, game),
    ]


def vote_line(ballot: Ballot, labels: dict[str, str]) -> str:
    """How the blocs would vote on a step, and who would be out-voted."""
    each = [
        f"{bloc.name} {signed(bloc.gain, 3)}, for it {hundredths(bloc.for_it)} times in 100" for bloc in ballot.blocs
    ]
    against = max(ballot.blocs, key=lambda bloc: bloc.outvoted)
    text = f"{words.act(ballot.event, labels)}: the vote. {words.capital('; '.join(each))}. "
    text += f"When the occasion comes it is carried {hundredths(ballot.carried)} times in 100"
    if against.outvoted > 0.0:
        text += f", and against the vote of the {against.name} in {hundredths(against.outvoted)} of 100 such cases"
    return text + "."


def channel_line(explanation: Explanation, game: Reading) -> str:
    """What each step's worth to the insurgents comes through."""
    parts = []
    for step in game.steps:
        if step.channels is not None:
            by_size = sorted(step.channels.items(), key=lambda part: -abs(part[1]))[:2]
            through = " and ".join(f"{words.CHANNELS[name]} {signed(value, 3)}" for name, value in by_size)
            parts.append(f"{words.phrase(words.ACTS, step.event, explanation.labels)}: {through}")
    return f"What it is worth to {explanation.labels['insurgents']} comes mostly through: {'; '.join(parts)}."


def range_line(explanation: Explanation, game: Reading) -> str:
    """The range in the solved game, and whether the same terms outlast the patron."""
    names, found = explanation.labels, game.range
    text = "In the solved game, where waiting and the separate accord are counted in, "
    if found.width > 0.0:
        text += f"the range runs from {found.least:.2f} to {found.most:.2f} and they would sign {found.terms:.2f}."
    else:
        text += f"{names['insurgents']} want {found.least:.2f} and {names['government']} would give {found.most:.2f}."
    if found.binding == "commitment":
        after = f" once {names['patron']} has left" if explanation.has_troops else ""
        if found.margin < 0.0:
            text += f" To somebody keeping those terms is worth {-found.margin:.2f} less than breaking them{after}."
        else:
            text += f" Those terms would be kept{after}, with {found.margin:.2f} to spare."
    return f"{text} That makes the ripeness margin {signed(found.margin)}."


def talks_line(talk: Purpose, names: dict[str, str]) -> str:
    """What a step towards talks is for, and through which channels it pays."""
    by_size = sorted(talk.by_channel.items(), key=lambda part: -abs(part[1]))[:2]
    through = " and ".join(f"{words.CHANNELS[name]} {signed(value, 3)}" for name, value in by_size)
    head = f"{words.act(talk.event, names)}: {VERDICTS[talk.verdict]}."
    return (
        f"{head} It is worth {signed(talk.gain, 3)} to {names['insurgents']}, mostly through {through}; a settlement "
        f"within two years has a chance of {hundredths(talk.chance_with)} in 100 with it and "
        f"{hundredths(talk.chance_without)} without any talks."
    )


def holdup_line(explanation: Explanation, game: Reading) -> str:
    """Who gains too little by the next step towards a settlement."""
    towards = [step for step in game.steps if step.event in {"intra", "ceasefire", "settle"}]
    if not towards:
        return "No step towards a settlement is open at the start."
    step = towards[-1]
    names = explanation.labels
    parts = [f"{signed(gain, 3)} to {words.party(party, names)}" for party, gain in step.gains.items()]
    reluctant = [words.party(party, names) for party, gain in step.gains.items() if gain <= 0.0]
    text = f"The next step to a settlement, {words.phrase(words.ACTS, step.event, names)}, is worth {joined(parts)}. "
    if reluctant:
        return (
            text
            + f"{words.capital(joined(reluctant))} would rather not, and no eagerness of the other can buy that off."
        )
    return text + "Both gain; what is missing is the occasion, which comes up as often as the table says."


def belief_line(explanation: Explanation) -> str:
    """How much belief in the patron a settlement needs."""
    found = explanation.threshold
    if found is None:
        return ""
    patron = explanation.labels["patron"]
    return (
        f"If both sides believed the same about {patron}'s resolve, any belief would leave a range in "
        f"{hundredths(found.any_will_do)} of 100 worlds and none in {hundredths(found.none_suffices)}."
    )


def footprint_line(explanation: Explanation) -> str:
    """Which posture each type of patron would keep for ever."""
    found = explanation.footprint
    if found is None:
        return ""
    patron, posture = explanation.labels["patron"], explanation.posture_labels
    shares = [
        f"{patron}, if it {condition}, would sustain: {posture[rung]} ({hundredths(over[rung])} of 100 worlds)"
        for condition, rung, over in (
            ("means to stay", found.resolute, found.resolute_shares),
            ("wants out", found.irresolute, found.irresolute_shares),
        )
    ]
    return words.capital("; ".join(shares) + ".")


def speed_line(explanation: Explanation) -> str:
    """The most a year could bring, whatever anybody wants."""
    parts = [
        f"{hundredths(spread.value)} in 100" + ("" if tempo == 1.0 else f" at {tempo:g} times the tempo")
        for tempo, spread in explanation.speed_limits
    ]
    return f"Diplomacy has a speed limit: a settlement within a year has at most a chance of {joined(parts)}."


def provenance(explanation: Explanation) -> str:
    """What made these numbers, and what they are not."""
    text = (
        f"{explanation.scenario} {explanation.scenario_hash[:12]}, {explanation.worlds} worlds "
        f"of {explanation.attempts} joint draws, seed {explanation.seed}, priors: {explanation.prior}"
    )
    if explanation.game is not None:
        game = explanation.game
        text += f"; game at the medians, residual {game.residual:.1e}"
        if explanation.has_troops:
            text += f", type separation {game.separation:.2g}"
        if explanation.has_troops and game.separation < 2.0:
            text += f" (below 2: beliefs about {explanation.labels['patron']} can hardly be tested here)"
    return f"{text}. {NOT_A_PREDICTION}"


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign and a real minus."""
    text = f"{value:+.{digits}f}"
    return (text[1:] if float(text) == 0.0 else text).replace("-", "−")


def interval(spread: Spread) -> str:
    """5 to 95 % over worlds."""
    return f"{signed(spread.low)} to {signed(spread.high)}"


def share(spread: Spread) -> str:
    """A share of the prize at the medians."""
    return f"{spread.value:.2f}".replace("-", "−")


def rate(per_year: float) -> str:
    """Times a year in two digits."""
    return f"{per_year:.2g}" if per_year >= 0.001 else "under 0.001"


def hundredths(part: float) -> str:
    """A share in whole hundredths, never 0 and never 100."""
    return in_words(in_100(part))


def _any(spread: Spread) -> bool:
    return bool(spread.value or spread.low or spread.high)
