"""The names of what the loop keeps: one record a future, tallies a month, rows of the national state.

The loop writes arrays; these lists say what each place in them holds.
"""

from __future__ import annotations

COLUMNS = (
    "theta", "mu_start", "months_run", "collapse_month", "collapse_r", "collapse_k", "capital",
    "r", "k", "n", "chi", "sign_month", "peace_months", "settled_months", "first_settled_sign",
    "exit_month", "accord_month", "intra_month", "ceasefire_month", "order_month", "cut_month",
    "reneges", "first_capital_lost_month", "deaths_total", "deaths_last12", "quiet_months", "weak_months",
    "xbar_start", "xbar_end", "xbar_12", "partition", "front_move", "open_months", "handover_months",
    "insurgent_population", "capitals_insurgent", "y_low_months", "cost", "deaths_patron",
    "hazard_sum", "open_run", "deaths_before",
    "first_sign_month", "first_exit_month", "handover_month", "settled_sign", "relapses",
)  # fmt: skip
(
    THETA, MU_START, MONTHS_RUN, COLLAPSE_MONTH, COLLAPSE_R, COLLAPSE_K, CAPITAL,
    R_END, K_END, N_END, CHI_END, SIGN_MONTH, PEACE_MONTHS, SETTLED_MONTHS, FIRST_SETTLED_SIGN,
    EXIT_MONTH, ACCORD_MONTH, INTRA_MONTH, CEASEFIRE_MONTH, ORDER_MONTH, CUT_MONTH,
    RENEGES, FIRST_CAPITAL_LOST, DEATHS_TOTAL, DEATHS_LAST12, QUIET_MONTHS, WEAK_MONTHS,
    XBAR_START, XBAR_END, XBAR_12, PARTITION, FRONT_MOVE, OPEN_MONTHS, HANDOVER_MONTHS,
    INSURGENT_POPULATION, CAPITALS_INSURGENT, Y_LOW_MONTHS, COST, DEATHS_PATRON,
    HAZARD_SUM, OPEN_RUN, DEATHS_BEFORE,
    FIRST_SIGN, FIRST_EXIT, HANDOVER_MONTH, SETTLED_SIGN, RELAPSES,
) = range(len(COLUMNS))  # fmt: skip

# National state, one float32 row each.
STATE = (
    "log_odds", "share", "strength", "morale", "weariness", "support", "patron_deaths_sum", "log_level",
    "log_level_start", "deaths", "patron_deaths", "losses", "shift", "burden",
    "season", "restraint", "death_restraint", "calm", "air", "pay", "advice", "level", "offset_scale",
    "command_government", "command_insurgent", "press_government", "press_insurgent", "contested",
    "log_odds_before", "kernel_drift", "kernel_volatility", "truce",
)  # fmt: skip
(
    LOG_ODDS, SHARE, STRENGTH, MORALE, WEARINESS, SUPPORT, PATRON_DEATHS_SUM, LOG_LEVEL,
    LOG_LEVEL_START, DEATHS, PATRON_DEATHS, LOSSES, SHIFT, BURDEN,
    SEASON, RESTRAINT, DEATH_RESTRAINT, CALM, AIR, PAY, ADVICE, LEVEL, OFFSET_SCALE,
    COMMAND_GOVERNMENT, COMMAND_INSURGENT, PRESS_GOVERNMENT, PRESS_INSURGENT, CONTESTED,
    LOG_ODDS_BEFORE, KERNEL_DRIFT, KERNEL_VOLATILITY, TRUCE,
) = range(len(STATE))  # fmt: skip

# Whole-number stance of a future, and its doubles.
POSTURE, COMMITMENT, TALKS, COHESION, TYPE, MONTH, SLOT, ACTIVE = range(8)
STANCES = 8
BELIEF, TERMS, COLLAPSE_HAZARD, WIDTH, MARGIN, EXPECTATION = range(6)
NUMBERS = 6

EVENTS = 22

# Monthly histograms: name, lower edge, upper edge.
QUANTITIES = (
    ("command_government", 0.0, 1.0),
    ("command_insurgent", 0.0, 1.0),
    ("press_government", 0.0, 1.0),
    ("press_insurgent", 0.0, 1.0),
    ("log10_deaths", 0.0, 5.0),
    ("belief", 0.0, 1.0),
    ("insurgents_belief", 0.0, 1.0),
    ("margin", -1.0, 1.0),
    ("control_share", 0.0, 1.0),
    ("support", 0.0, 1.0),
    ("weariness", 0.0, 1.0),
    ("strength", 0.0, 3.0),
)
BINS = 200
STATES = 61  # posture x commitment x talks, and collapsed
COLLAPSED = 60

# Columns of the event log of a told future.
LOG_COLUMNS = ("month", "event", "time", "posture", "commitment", "talks", "cohesion", "belief", "terms", "log_odds")
LOG_HAZARDS = len(LOG_COLUMNS)  # the hazards of events 0..20 follow
LOG_WIDTH = LOG_HAZARDS + 21
LOG_LENGTH = 128
