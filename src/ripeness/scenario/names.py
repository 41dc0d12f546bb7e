"""The parameters a war is described by: one spelled-out name each, with symbol, unit, range and meaning.

This is the one list of names. A scenario must give every name a value (from the priors all wars share or
from its own folder) and may use no other. Ranges say what a number can be at all; what it is likely to be is
the business of its estimate.
"""

from __future__ import annotations

import math
from typing import NamedTuple


class Name(NamedTuple):
    """One parameter of the model."""

    name: str
    symbol: str
    unit: str
    range: str
    meaning: str

    @property
    def mechanism(self) -> str:
        """File of the scenario that holds it, without `.yaml`."""
        return self.name.partition(".")[0]

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value the quantity can have at all."""
        return RANGES[self.range]


INFINITY = math.inf
RANGES: dict[str, tuple[float, float]] = {
    "real": (-INFINITY, INFINITY),
    "0+": (0.0, INFINITY),
    "share": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "percent": (0.0, 100.0),
    "index": (0.0, 2.0),
    "phase": (2.0, 4.0),
    "hazard": (0.0, INFINITY),
    "log hazard": (-INFINITY, INFINITY),
}
# What a lever may never name: it acts on causes, and these are results.
RESULTS = frozenset({"probability", "hazard", "log hazard"})

_TABLE = """
[territory]
mean_reversion | kappa (M1) | per year | 0+ | pull of a district's control to its target
diffusion | rho_s (M1) | per year | 0+ | pull towards the control of neighbouring districts
volatility | s_x (M1) | logit per sqrt-year | 0+ | size of the shocks to a district's control
common_share | varrho (M1) | share | share | part of shock variance that a region has in common
start_mean | xm_0 (M1) | logit | real | mean control of districts at the start
posterior_gap | xm_0 - xi_bar (M1) | logit | real | how far control stands above its long-run target
cross_section_sd | S (M1) | logit | 0+ | spread of districts, reading offsets included
province_sd | sd of u_prov (M1) | logit | 0+ | unexplained level of a province
district_sd | sd of u_i (M1) | logit | 0+ | unexplained level of a district
urban_effect | beta_U (M1) | logit | real | premium of a unit that holds a provincial capital
road_effect | beta_R (M1) | logit | real | difference of a unit on a highway
border_effect | beta_B (M1) | logit | real | difference of a province on the sanctuary's border
decisiveness | m_d (M1) | logit per log force ratio | 0+ | how far force decides control
air_multiplier | eta_A (M1) | share of force at air index 1 | 0+ | what air support adds
air_backlash | beta_bk (M1) | logit per air index | real | control lost to resentment of air attacks
materiel_multiplier | eta_w (M1) | share of force | 0+ | what outside arms add to the insurgents
militia_benefit | eta_M (M1) | share of force | 0+ | what militias under oversight add
militia_predation | gamma_A (M1) | logit | 0+ | control lost to militias without oversight
outpost_benefit | eta_O (M1) | share of force | 0+ | what posts that can be reached add
season_amplitude | a_s (M1) | log of effort | share | swing of effort over the year
season_peak | t_peak (M1) | years after 1 January | real | time of the year at which effort peaks
advisory_none | Q_0 (M1) | factor of force | share | quality of forces without support
advisory_money | Q_1 (M1) | factor of force | share | quality of forces with money and materiel only
advisory_residual | Q_2 (M1) | factor of force | share | quality of forces with a residual force beside them
advisory_scale | Q_r (M1) | factor | 0+ | common error of the three advisory factors
road_weight | W + 1 (M1) | weight of an edge | 0+ | extra weight of an edge along a highway
air_none | a at r = 0 (M1) | share of the main force's | index | air support without the patron
air_money | a at r = 1 (M1) | share of the main force's | index | air support with money and materiel only
air_residual | a at r = 2 (M1) | share of the main force's | index | air support with a residual force
pay_none | pay at r = 0 (M1) | share of the start's pay | share | pay and supply without the patron's money
start_inner_government | class count (5.3) | districts | 0+ | government districts of the first reading
start_inner_insurgent | class count (5.3) | districts | 0+ | insurgent districts of the first reading
[measurement]
command_offset_scale | s_RS (M1) | logit | 0+ | lasting disagreement of the command's reading
press_offset_scale | s_LWJ (M1) | logit | 0+ | lasting disagreement of the press reading
reading_noise | s_eta (M1) | logit | 0+ | error all districts of one reading share
command_outer_low | outer cut (M1) | logit | real | below it the command says insurgent control
command_outer_high | outer cut (M1) | logit | real | above it the command says government control
press_cut_low | tau_1 (M1) | logit | real | below it the press says insurgent control
press_cut_high | tau_2 (M1) | logit | real | above it the press says government control
command_inner | logit .6 (M1) | logit | 0+ | half-width of the command's contested class
[violence]
deaths_per_month | sets v (M2) | deaths a month | 0+ | state-based deaths of all sides at the start
level_innovation | q_v (M2) | log per month | 0+ | monthly shock of the national level of violence
level_half_life | half-life of v (M2) | years | 0+ | time in which a shock to the level fades by half
dispersion | r_v (M2) | size of the negative binomial | 0+ | evenness of monthly deaths
base_contest | v_0 (M2) | districts' worth a province | 0+ | violence that contest does not explain
province_sd | sd of log v_p (M2) | log | 0+ | unexplained violence of a province
ceasefire_factor | f_cf (M2) | factor of deaths | share | deaths left under a ceasefire
settlement_factor | f_s (M2) | factor of deaths | share | deaths left under a settlement
restraint_patron_deaths | restraint (M2) | factor | share | patron deaths left once a dated exit is announced
restraint_effort | restraint (M2) | factor | share | insurgent effort left once a dated exit is announced
loss_ratio_base | b_0 (M2) | per government death | 0+ | insurgent deaths without air support
loss_ratio_air | b_A (M2) | per government death | 0+ | insurgent deaths that air support adds
loss_ratio_civilian | b_C (M2) | per government death | 0+ | civilian deaths
patron_deaths | d_P (M2) | deaths a month at level 1 | 0+ | deaths of the patron's own soldiers
[forces]
strength | L_0 (M3) | thousand fighters | 0+ | insurgent strength at the start
recruitment | rho_L (M3) | per year | 0+ | speed at which strength returns to its level
recruitment_sanctuary | g_s (M3) | share per unit of sanctuary | 0+ | recruits a sanctuary brings
recruitment_morale | g_m (M3) | share per z-score | 0+ | recruits morale brings
morale_decay | kap_m (M3) | per year | 0+ | speed at which morale returns to its start
morale_success | a_v (M3) | z-score per logit | 0+ | morale gained with ground
morale_losses | a_c (M3) | z-score per share of strength | 0+ | morale lost with fighters
weariness | phi_w0 (M3) | share | share | war-weariness of the insurgents at the start
weariness_decay | kap_phi (M3) | per year | 0+ | speed at which weariness fades
weariness_success | eta_V (M3) | share per logit | 0+ | weariness that success takes away
weariness_contact | eta_C (M3) | share per truce-week | 0+ | weariness that truces add
weariness_cost | chi_phi (M3) | factor of cost | 0+ | what weariness adds to the cost of fighting
propaganda_success | g_P (M3) | factor of success | 0+ | success that propaganda adds
propaganda_saturation | b_P (M3) | per unit of intensity | 0+ | diminishing return of propaganda
[patron]
population | (M7) | million persons | 0+ | population of the patron's country
troops | lev = 1 (M7) | persons | 0+ | troops of the main force
deaths_per_million | D (M7) | deaths a month per million | 0+ | patron deaths at the start
war_cost_share | C (M7) | % of GDP | percent | cost of the war at the start
support | S_P (M7) | share | share | public support for the commitment at the start
cumulative_deaths | cumD (M7) | deaths | 0+ | patron deaths since its war began
support_casualties | b_cas (M7) | logit per e-fold of deaths | 0+ | support lost with casualties
support_success | b_suc (M7) | logit per logit of control | 0+ | support gained with success
support_elite | b_el (M7) | logit per year | real | support that follows the elite's cue
support_sd | s_S (M7) | logit per sqrt-year | 0+ | chance changes of support
salience_deaths | D_0 (M7) | deaths a month per million | 0+ | deaths at which the war is salient
salience_cost | C_0 (M7) | % of GDP | 0+ | cost at which the war is salient
cost_resolute | k0_R (M7, 9.11) | blame per year | 0+ | cost of staying to a resolute leader
cost_irresolute | k0_I (M7) | blame per year | 0+ | cost of staying to an irresolute leader
cost_burden | k1 (M7) | blame per year | 0+ | cost of staying that public opposition adds
turnover_redraw | q_E (M7) | probability | probability | a new leader's resolve is drawn anew
resolute_share | pi_E (M7) | probability | probability | a leader drawn anew is resolute
redraw_rate | s_w (M7) | per year | hazard | rate at which resolve changes between turnovers
level_money | lev at r = 1 | level, 1 = main force | share | posture level of money and materiel
level_residual | lev at r = 2 | level, 1 = main force | share | posture level of a residual force
[information]
resolve_start | mu_0 (M12) | probability | probability | public belief that the patron is resolute
resolve_offset | delta_mu (M12) | logit | real | how far the insurgents underrate resolve
viability_offset | delta_nu (M12) | log hazard | real | how far they overrate collapse after exit
talk_informativeness | d' (M12) | standard deviations | 0+ | what a public statement reveals
[government]
cohesion | y (M8) | index 0-1 | share | cohesion of the government's elites at the start
legitimacy | ell (M8) | index 0-1 | share | legitimacy of the government at the start
militia_oversight | q_A (M8) | index 0-1 | share | how far militias are under control
pay | pay (M8) | share | share | pay and supply that arrives at the start
high_cohesion_share | Pr(ybar high) (9.2) | probability | probability | cohesion is high at the start
[region]
sanctuary | s (M10) | index 0-1 | share | freedom the insurgents have across the border
materiel | w_m (M10) | index 0-1 | share | arms and supply from outside
recognition | rec (M10) | index 0-1 | share | recognition of the insurgents abroad
population | sum of pop_i (M1) | million persons | 0+ | population of the country
[payoff]
discount_insurgent | rho_T (3.2) | per year | 0+ | impatience of the insurgents
discount_government | rho_G (3.2) | per year | 0+ | impatience of the government
discount_patron | rho_P (3.2) | per year | 0+ | impatience of the patron
war_benefits | alpha (3.2) | share of sole rule | share | what held ground is worth while the war goes on
war_cost_insurgent | c (3.2) | share of sole rule | 0+ | cost of fighting the main force
war_cost_government | c_G (3.2) | share of sole rule | 0+ | cost of the war to the government
office_rents | R_G (3.2) | share of sole rule | 0+ | rents of office that a settlement ends
aid_rents | aid (3.2) | share of sole rule | 0+ | rents of the patron's aid
indivisibility | iota (3.2) | share of sole rule | 0+ | loss on what cannot be divided
foreign_troops | om (3.2) | share of sole rule | 0+ | loss while foreign troops stay after a settlement
renege_cost | K_r (3.2) | share of sole rule | 0+ | punishment of breaking a settlement
settlement_value | S (3.2, 9.3) | blame | 0+ | value of a settlement to the patron
accord_resolute | S_b,R (9.11) | blame | 0+ | value of a separate accord to a resolute patron
accord_irresolute | S_b,I (9.11) | blame | 0+ | value of a separate accord to an irresolute patron
blame_memory | tau_D (3.2) | years | 0+ | how long a collapse after exit is blamed on the patron
cost_renounce | c_ren (3.2) | blame | 0+ | audience cost of calling off an announced exit
cost_escalate | c_esc (3.2) | blame | 0+ | audience cost of going back in
reform_cost | c_rf (3.2) | share of sole rule | 0+ | cost of reform to the government
legitimacy_flow | leg (3.2) | share of sole rule | 0+ | standing the insurgents gain by talks
isolation | iso (M10) | share of sole rule | 0+ | value of victory lost without recognition
blame | B (3.2) | blame | 0+ | blame for a collapse, the patron's unit of account
terms_reference | chi_ref (9.3) | insurgent share | share | terms at which a settlement has its stated value
settled_rents | share of R_G (3.2) | share of office rents | share | rents of office kept under a settlement
[hazard]
open | h_open (3.3) | per year | hazard | reference rate of opening talks with the patron
close | h_close (3.3) | per year | hazard | reference rate of breaking them off, both sides
intra | h_intra (3.3) | per year | hazard | reference rate of talks with the government
accord | h_deal (3.3) | per year | hazard | reference rate of an accord with the patron alone
timeline | h_tl (3.3) | per year | hazard | reference rate of announcing a dated exit
conditional | h_cond (3.3) | per year | hazard | reference rate of offering a conditional exit
cancel | h_can (3.3) | per year | hazard | reference rate of withdrawing such an announcement
reduce | h_red (3.3) | per year | hazard | reference rate of stepping down a rung
increase | h_inc (3.3) | per year | hazard | reference rate of stepping up a rung
cut | h_cut (3.3) | per year | hazard | reference rate of cutting off money and materiel
walk | h_walk (3.3) | per year | hazard | reference rate of walking out of talks, both sides
reform | h_reform (3.3) | per year | hazard | reference rate of reform by the government
decay | ybar decay (3.3) | per year | hazard | rate at which cohesion is lost
ceasefire | h_cf (3.3) | per year | hazard | reference rate of a ceasefire, given talks
settle | h_settle (3.3) | per year | hazard | reference rate of a settlement, given talks
renege | h_renege (3.3) | per year | hazard | reference rate of breaking a settlement, both sides
execution | x_r (3.2) | rungs per year | hazard | pace of an announced exit
bias_single | b_e, one consent (3.3) | logit | real | acceptance without a gain, where one party decides
bias_joint | b_e, two consents (3.3) | logit | real | acceptance without a gain, where two decide
[choice]
precision_insurgent | lambda_T (3.3) | logit per share of sole rule | 0+ | how closely they follow gains
precision_government | lambda_G (3.3) | logit per share of sole rule | 0+ | how closely it follows gains
precision_patron | lambda_P (3.3) | logit per blame | 0+ | how closely the patron follows its gains
condition_phase | n_c (3.1) | phase of talks | phase | what triggers a conditional exit: 2, 3 or 4
[kernel]
drift_none | d at r = 0 (3.3) | logit per year | real | drift of control without support
drift_money | d at r = 1 (3.3) | logit per year | real | drift of control with money and materiel only
drift_residual | d at r = 2 (3.3) | logit per year | real | drift of control with a residual force
drift_main | d at r = 3 (3.3) | logit per year | real | drift of control with the main force
drift_cohesion | d by ybar (3.3) | logit per year | real | what high cohesion adds to the drift, low takes away
volatility | sd of xbar (3.3) | logit per sqrt-year | 0+ | chance changes of national control
ceasefire_volatility | n = 3 (3.3) | factor | share | volatility left under a ceasefire
settled_volatility | n = 4 (3.3) | factor | share | volatility left under a settlement
collapse_none | log h_c, r = 0 (App. B) | log rate per year | log hazard | collapse without support
collapse_money | log h_c, r = 1 (App. B) | log rate per year | log hazard | collapse with money only
collapse_residual | log h_c, r = 2 (9.12) | log rate per year | log hazard | collapse with a residual force
collapse_main | log h_c, r = 3 (9.12) | log rate per year | log hazard | collapse with the main force
collapse_control | on xbar - .5 (3.3) | log per logit | log hazard | what control does to collapse
collapse_cohesion | on ybar (3.3) | log | log hazard | what cohesion does to collapse
collapse_expectation | on lev - e (3.3) | log per level | log hazard | what an expected exit does to collapse
collapse_cap | cap (3.3) | per year | hazard | highest rate of collapse
collapse_ceasefire | n = 3 (3.3) | factor | hazard | rate of collapse left under a ceasefire
collapse_settled | n = 4 (3.3) | factor | hazard | rate of collapse left under a settlement
"""


def _read(table: str) -> dict[str, Name]:
    names: dict[str, Name] = {}
    mechanism = ""
    for line in table.strip().splitlines():
        if line.startswith("["):
            mechanism = line.strip("[]")
            continue
        short, symbol, unit, span, meaning = (cell.strip() for cell in line.split(" | "))
        names[f"{mechanism}.{short}"] = Name(f"{mechanism}.{short}", symbol, unit, span, meaning)
    return names


NAMES: dict[str, Name] = _read(_TABLE)
MECHANISMS: tuple[str, ...] = tuple(dict.fromkeys(entry.mechanism for entry in NAMES.values()))
# A war whose first map was never counted by class starts from its mean and spread alone.
OPTIONAL = frozenset({"territory.start_inner_government", "territory.start_inner_insurgent"})

# What a lever may act on besides a parameter: the patron's ladder, how often a move can come up, whether it
# may be made at all, what it costs or brings at once, and quantities of mechanisms.
_MOVES = (
    *("reduce", "increase", "timeline", "cut", "conditional", "cancel", "close", "accord", "open"),
    *("intra", "ceasefire", "settle", "walk", "renege", "reform", "execution"),
)
QUANTITIES: frozenset[str] = frozenset(
    {f"{kind}.{move}" for kind in ("opportunity", "feasible", "lump") for move in _MOVES}
    | {"posture.path", "commitment.timeline", "commitment.conditional", "choice.accord_phases"}
    | {"air.index", "militia.stock", "outpost.stock", "road.check_base", "road.check_control"}
    | {"elites.killing_rate", "election.dispute_base", "calendar.truces", "calendar.elections"}
    | {"calendar.reviews", "calendar.turnover", "local_peace.accord_rate", "local_peace.breakdown_rate"}
    | {"forces.propaganda_intensity", "forces.effort_shares", "powerbroker.reward_of_holding"}
    | {"powerbroker.offer", "haven.assurance", "contacts.coverage", "massing.capability"}
)


def natural_range(name: str) -> tuple[float, float]:
    """Lowest and highest value a parameter can have at all."""
    return NAMES[name].bounds


def is_result(name: str) -> bool:
    """Whether a name is a probability or a hazard, which no lever may set."""
    entry = NAMES.get(name)
    if entry is not None:
        return entry.range in RESULTS or entry.mechanism == "hazard"
    words = set(name.replace(".", " ").replace("_", " ").split())
    return bool(words & {"hazard", "hazards", "probability", "probabilities", "chance", "likelihood", "odds"})
