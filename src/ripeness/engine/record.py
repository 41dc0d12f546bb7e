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
    "split_months", "cohesion_end", "regions_left", "peace_run", "local_peace_months", "centres_fallen_end",
    "disputes_total", "killings_total", "legitimacy_end", "strength_end", "splinter_month", "contested_after",
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
    SPLIT_MONTHS, COHESION_END, REGIONS_LEFT, PEACE_RUN, LOCAL_PEACE_MONTHS, CENTRES_FALLEN_END,
    DISPUTES_TOTAL, KILLINGS_TOTAL, LEGITIMACY_END, STRENGTH_END, SPLINTER_MONTH, CONTESTED_AFTER,
) = range(len(COLUMNS))  # fmt: skip

# National state, one float32 row each.
STATE = (
    "log_odds", "share", "strength", "morale", "weariness", "support", "patron_deaths_sum", "log_level",
    "log_level_start", "deaths", "patron_deaths", "losses", "burden",
    "season", "restraint", "death_restraint", "calm", "persistence", "unrest", "leaving",
    "air", "pay", "advice", "level", "offset_scale",
    "command_government", "command_insurgent", "command_held", "command_lost", "press_government", "press_insurgent",
    "contested",
    "log_odds_before", "kernel_drift", "kernel_volatility",
    "log_odds_start", "expected", "expected_start", "high_cohesion", "talking", "excluded", "ordered",
    "formation", "stormed", "bleeding", "garrison", "sortie", "access_mean", "posts_mean", "militia_mean",
    "force_mean", "yielded", "killed", "legitimacy", "cohesion", "oversight", "reform_month", "dispute_left",
    "disputes", "raid_left", "sanctuary", "recognition", "gap", "perceived", "misjudged",
    "accord_share", "contested_share", "local_surrender",
    "surrendered", "capitals_fallen", "collapsed_now", "cascade_slope", "base_shift", "centres_fallen",
)  # fmt: skip
(
    LOG_ODDS, SHARE, STRENGTH, MORALE, WEARINESS, SUPPORT, PATRON_DEATHS_SUM, LOG_LEVEL,
    LOG_LEVEL_START, DEATHS, PATRON_DEATHS, LOSSES, BURDEN,
    SEASON, RESTRAINT, DEATH_RESTRAINT, CALM, PERSISTENCE, UNREST, LEAVING, AIR, PAY, ADVICE, LEVEL, OFFSET_SCALE,
    COMMAND_GOVERNMENT, COMMAND_INSURGENT, COMMAND_HELD, COMMAND_LOST, PRESS_GOVERNMENT, PRESS_INSURGENT,
    CONTESTED,
    LOG_ODDS_BEFORE, KERNEL_DRIFT, KERNEL_VOLATILITY,
    LOG_ODDS_START, EXPECTED, EXPECTED_START, HIGH_COHESION, TALKING, EXCLUDED, ORDERED,
    FORMATION, STORMED, BLEEDING, GARRISON, SORTIE, ACCESS_MEAN, POSTS_MEAN, MILITIA_MEAN,
    FORCE_MEAN, YIELDED, KILLED, LEGITIMACY, COHESION, OVERSIGHT, REFORM_MONTH, DISPUTE_LEFT,
    DISPUTES, RAID_LEFT, SANCTUARY, RECOGNITION, GAP, PERCEIVED, MISJUDGED,
    ACCORD_SHARE, CONTESTED_SHARE, LOCAL_SURRENDER,
    SURRENDERED, CAPITALS_FALLEN, COLLAPSED_NOW, CASCADE_SLOPE, BASE_SHIFT, CENTRES_FALLEN,
) = range(len(STATE))  # fmt: skip
# Blocks of rows after them: effort by use (``model.effort.USES``), its worth now and at the start, and what policy
# sets this month.
USES = 6
EFFORT = len(STATE)
WORTH = EFFORT + USES
WORTH_START = WORTH + USES
POLICY = WORTH_START + USES
# Levers that change from month to month; the number is the value without a lever.
POLICIES = {
    "air": 1.0, "pay": 1.0, "materiel": 0.0, "militia_births": 1.0, "post_births": 1.0, "road_base": 0.0,
    "killings": 1.0, "propaganda": 1.0, "sanctuary": 0.0, "havens": 0.0, "accord_rate": 1.0, "breakdown_rate": 1.0,
    "programme": 0.0, "offer": 0.0, "holding": 1.0, "dispute": 0.0, "reform": 0.0,
    "freedom": 0.0, "economy": 0.0, "relations": 0.0, "cohesion_pact": 0.0, "cue": 0.0, "election": 0.0,
    "truce": 0.0, "oversight": 0.0, "advice": 1.0, "released": 0.0, "venue": 0.0, "statement": 0.0, "exposure": 0.0,
}  # fmt: skip
(
    AIR_FACTOR, PAY_FACTOR, MATERIEL_ADDED, MILITIA_BIRTHS, POST_BIRTHS, ROAD_BASE,
    KILLINGS, PROPAGANDA, SANCTUARY_TARGET, HAVENS, ACCORD_RATE, BREAKDOWN_RATE,
    PROGRAMME, OFFER, HOLDING, DISPUTE_ADDED, REFORM,
    FREEDOM, ECONOMY, RELATIONS, COHESION_PACT, CUE, ELECTION,
    TRUCE_WEEKS, OVERSIGHT_ADDED, ADVICE_FACTOR, RELEASED, VENUE, STATEMENT, EXPOSURE,
) = range(len(POLICIES))  # fmt: skip
ROWS = POLICY + len(POLICIES)

# Rows of a province and of a region, in blocks of as many rows as there are places.
PROVINCE_ROWS = 7
SHIFT_OF, FORCE_OF, ACCESS_OF, ACCESS_START_OF, POSTS_OF, MILITIA_OF, STEP_OF = range(PROVINCE_ROWS)
REGION_ROWS = 6
SURRENDERED_OF, FUNDAMENTAL_OF, LOSSES_OF, PULSE_OF, CONTROL_OF, FALLEN_OF = range(REGION_ROWS)

# Whole-number stance of a future, and its doubles.
POSTURE, COMMITMENT, TALKS, TYPE, MONTH, SLOT, ACTIVE = range(7)
STANCES = 7
BELIEF, TERMS, COLLAPSE_HAZARD, WIDTH, MARGIN, EXPECTATION, DISSENT, SPLINTER = range(8)
NUMBERS = 8

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
    ("legitimacy", 0.0, 1.0),
    ("cohesion", 0.0, 1.0),
    ("surrendered", 0.0, 1.0),
    ("capitals_fallen", 0.0, 1.0),
    ("centres_fallen", 0.0, 1.0),
    ("militia", 0.0, 3.0),
    ("posts", 0.0, 3.0),
    ("access", 0.0, 1.0),
    ("local_accords", 0.0, 1.0),
    ("sanctuary", 0.0, 1.0),
    ("recognition", 0.0, 1.0),
    ("effort_militias", 0.0, 3.0),
    ("effort_posts", 0.0, 3.0),
    ("effort_roads", 0.0, 3.0),
    ("effort_elites", 0.0, 3.0),
    ("effort_towns", 0.0, 3.0),
    ("effort_strongmen", 0.0, 3.0),
    ("command_held", 0.0, 1.0),
    ("command_lost", 0.0, 1.0),
)
BINS = 200
STATES = 61  # posture x commitment x talks, and collapsed
COLLAPSED = 60

# Columns of the event log of a told future.
# An event that was ordered shows no hazards.
LOG_COLUMNS = ("month", "event", "time", "posture", "commitment", "talks", "cohesion", "belief", "terms", "log_odds")
LOG_HAZARDS = len(LOG_COLUMNS)  # the hazards of events 0..20 follow
LOG_WIDTH = LOG_HAZARDS + 21
LOG_LENGTH = 128
