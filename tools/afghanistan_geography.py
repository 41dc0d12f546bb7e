"""What is known by hand about the geography of Afghanistan: provinces, capitals, highways, an outline.

Everything here is general geography written down for this project. Province populations are aggregates of
the OCHA planning figures for 2017 and 2019 (CC BY), scaled to a national total of 36.1 million; district
counts are those of the command's 407 districts. Numbers beside towns are GeoNames identifiers (CC BY 4.0).
"""

from __future__ import annotations

from typing import NamedTuple


class Province(NamedTuple):
    """One row of provinces.csv before the capital's unit is known."""

    id: str
    name: str
    region: str
    population: int  # persons
    districts: int
    admin1: str  # GeoNames first-order code
    capital: str
    capital_geonameid: int
    border: bool  # on the border with Pakistan
    regional_capital: bool


PROVINCES = (
    Province("kabul", "Kabul", "Capital", 4_827_700, 15, "13", "Kabul", 1138958, False, True),
    Province("kapisa", "Kapisa", "Capital", 526_800, 7, "14", "Mahmud-e Raqi", 1126606, False, False),
    Province("parwan", "Parwan", "Capital", 745_400, 10, "40", "Charikar", 1145352, False, False),
    Province("wardak", "Wardak", "Capital", 734_900, 9, "27", "Maidan Shahr", 1456960, False, False),
    Province("logar", "Logar", "Capital", 547_600, 7, "17", "Pul-e Alam", 1130497, False, False),
    Province("panjshir", "Panjshir", "Capital", 211_700, 7, "42", "Bazarak", 1429434, False, False),
    Province("nangarhar", "Nangarhar", "Eastern", 2_570_500, 22, "18", "Jalalabad", 1139715, True, True),
    Province("laghman", "Laghman", "Eastern", 770_900, 5, "35", "Mehtar Lam", 1133574, False, False),
    Province("kunar", "Kunar", "Eastern", 1_009_000, 15, "34", "Asadabad", 1148311, True, False),
    Province("nuristan", "Nuristan", "Eastern", 264_500, 8, "38", "Parun", 1130469, True, False),
    Province("ghazni", "Ghazni", "South Eastern", 1_175_500, 19, "08", "Ghazni", 1141269, False, False),
    Province("paktika", "Paktika", "South Eastern", 381_600, 20, "29", "Sharana", 8534261, True, False),
    Province("paktia", "Paktia", "South Eastern", 859_700, 14, "36", "Gardez", 1141857, True, True),
    Province("khost", "Khost", "South Eastern", 974_700, 13, "37", "Khost", 1136469, True, False),
    Province("kandahar", "Kandahar", "Southern", 1_488_500, 18, "23", "Kandahar", 1138336, True, True),
    Province("helmand", "Helmand", "Southern", 2_129_900, 14, "10", "Lashkar Gah", 1134720, True, False),
    Province("zabul", "Zabul", "Southern", 258_300, 11, "28", "Qalat", 1130131, True, False),
    Province("uruzgan", "Uruzgan", "Southern", 401_400, 6, "39", "Tarinkot", 1122747, False, False),
    Province("nimroz", "Nimroz", "Southern", 316_800, 6, "19", "Zaranj", 1120985, True, False),
    Province("herat", "Herat", "Western", 2_940_800, 16, "11", "Herat", 1140026, False, True),
    Province("farah", "Farah", "Western", 612_900, 11, "06", "Farah", 1142264, False, False),
    Province("badghis", "Badghis", "Western", 714_700, 7, "02", "Qala-e Naw", 1129867, False, False),
    Province("ghor", "Ghor", "Western", 921_000, 10, "09", "Firuz Koh", 1145904, False, False),
    Province("balkh", "Balkh", "Northern", 1_794_300, 16, "30", "Mazar-e Sharif", 1133616, False, True),
    Province("jowzjan", "Jowzjan", "Northern", 568_300, 11, "31", "Sheberghan", 1125444, False, False),
    Province("faryab", "Faryab", "Northern", 1_260_100, 14, "07", "Maymana", 1133453, False, False),
    Province("sar-e-pul", "Sar-e Pul", "Northern", 629_300, 7, "33", "Sar-e Pul", 1127110, False, False),
    Province("samangan", "Samangan", "Northern", 466_800, 7, "32", "Aybak", 1127768, False, False),
    Province("badakhshan", "Badakhshan", "North Eastern", 1_331_300, 28, "01", "Fayzabad", 1142170, True, False),
    Province("takhar", "Takhar", "North Eastern", 1_357_500, 17, "26", "Taloqan", 1123004, False, False),
    Province("kunduz", "Kunduz", "North Eastern", 880_600, 7, "24", "Kunduz", 1135689, False, True),
    Province("baghlan", "Baghlan", "North Eastern", 1_219_200, 15, "03", "Pul-e Khumri", 1130490, False, False),
    Province("bamyan", "Bamyan", "Central Highland", 436_100, 7, "05", "Bamyan", 1147242, False, True),
    Province("daykundi", "Daykundi", "Central Highland", 771_800, 8, "41", "Nili", 1131833, False, False),
)

NATIONAL_CAPITAL = "kabul"

# GeoNames writes some towns in a spelling no reader of the war's literature would look for.
SPELLING = {
    **{province.capital_geonameid: province.capital for province in PROVINCES},
    1148268: "Ishkashim",
    1142404: "Islam Qala",
    1132604: "Musa Qala",
    1143901: "Garmsir",
    1137079: "Khan Neshin",
    1144905: "Chawkay",
    1139807: "Jabal Saraj",
    1148560: "Aqcha",
    1136575: "Khulm",
    1123906: "Spin Boldak",
    1126884: "Surobi",
    1137745: "Maywand",
    1130997: "Zhari",
    1349709: "Qarah Bagh",
    1126263: "Sayyidabad",
}

# One town entered twice, further apart than the distance below which places count as one.
SAME_TOWN = {1120879: "the old town of Sharana"}

# A highway is an ordered list of towns. A number is a GeoNames place, a pair is (longitude, latitude) of a
# town that file lacks; a town that is no unit of its own stands for the unit nearest to it.
Town = tuple[str, int] | tuple[str, tuple[float, float]]
HIGHWAYS: dict[str, tuple[Town, ...]] = {
    "ring-road": (
        ("Kabul", 1138958),
        ("Maidan Shahr", 1456960),
        ("Sayyidabad", 1126263),
        ("Ghazni", 1141269),
        ("Qarah Bagh", 1129680),
        ("Muqur", 1132807),
        ("Gelan", 1140919),
        ("Shah Joy", 1125962),
        ("Qalat", 1130131),
        ("Shahr-e Safa", 1125866),
        ("Kandahar", 1138336),
        ("Zhari", 1130997),
        ("Maywand", 1137745),
        ("Gereshk", 1141540),
        ("Washer", 1121855),
        ("Delaram", (63.43, 32.16)),
        ("Bakwa", 1123666),
        ("Farah Rud", (62.60, 32.50)),
        ("Shindand", 1125155),
        ("Adraskan", 1149379),
        ("Guzara", 1140605),
        ("Herat", 1140026),
        ("Karukh", 1137807),
        ("Ab-e Kamari", 1149550),
        ("Qala-e Naw", 1129867),
        ("Sang Atesh", 1127664),
        ("Bala Murghab", 1132770),
        ("Ghormach", 1141089),
        ("Qaysar", 1129077),
        ("Almar", 1148863),
        ("Maymana", 1133453),
        ("Shirin Tagab", 1142172),
        ("Dawlatabad", 1142777),
        ("Andkhoy", 1148658),
        ("Khwaja Du Koh", 1136250),
        ("Sheberghan", 1125444),
        ("Aqcha", 1148560),
        ("Fayzabad", 1142171),
        ("Balkh", 1147290),
        ("Dehdadi", 1143630),
        ("Mazar-e Sharif", 1133616),
        ("Khulm", 1136575),
        ("Aybak", 1127768),
        ("Pul-e Khumri", 1130490),
        ("Doshi", 1142738),
        ("Khinjan", 1136723),
        ("Salang", 1423264),
        ("Jabal Saraj", 1139807),
        ("Charikar", 1145352),
        ("Qarah Bagh", 1349709),
        ("Kalakan", 1138636),
        ("Mir Bacha Kot", 1133270),
        ("Kabul", 1138958),
    ),
    "kabul-torkham": (
        ("Kabul", 1138958),
        ("Pul-e Charkhi", 1349969),
        ("Surobi", 1126884),
        ("Qarghayi", 1129555),
        ("Surkh Rod", 1453103),
        ("Jalalabad", 1139715),
        ("Bati Kot", 1120497),
        ("Muhmand Dara", 1146822),
        ("Torkham", (71.09, 34.11)),
    ),
    "jalalabad-asmar": (
        ("Jalalabad", 1139715),
        ("Shewa", 1124973),
        ("Nurgal", 1131625),
        ("Chawkay", 1144905),
        ("Narang", 1132344),
        ("Asadabad", 1148311),
        ("Asmar", 1148205),
    ),
    "kandahar-spin-boldak": (("Kandahar", 1138336), ("Spin Boldak", 1123906)),
    "kandahar-tarinkot": (("Kandahar", 1138336), ("Shah Wali Kot", (65.90, 31.97)), ("Tarinkot", 1122747)),
    "gereshk-lashkar-gah": (("Gereshk", 1141540), ("Lashkar Gah", 1134720)),
    "delaram-zaranj": (
        ("Delaram", (63.43, 32.16)),
        ("Khash", 1136863),
        ("Chakhansur", (62.07, 31.17)),
        ("Zaranj", 1120985),
    ),
    "herat-islam-qala": (
        ("Herat", 1140026),
        ("Zindah Jan", 1120711),
        ("Tirpul", 1122408),
        ("Kohsan", 1120483),
        ("Islam Qala", 1142404),
    ),
    "herat-torghundi": (("Herat", 1140026), ("Rabat-e Sangi", 1128310), ("Torghundi", (62.28, 35.25))),
    "pul-e-khumri-sher-khan": (
        ("Pul-e Khumri", 1130490),
        ("Baghlan", 1147540),
        ("Aliabad", 1467976),
        ("Kunduz", 1135689),
        ("Sher Khan Bandar", (68.61, 37.18)),
    ),
    "kunduz-fayzabad": (
        ("Kunduz", 1135689),
        ("Khanabad", 1137168),
        ("Bangi", 1149371),
        ("Taloqan", 1123004),
        ("Kalafgan", 1138657),
        ("Kishim", 1133749),
        ("Argo", 1140433),
        ("Fayzabad", 1142170),
    ),
    "kabul-khost": (
        ("Kabul", 1138958),
        ("Charasyab", 1469237),
        ("Muhammad Agha", 1133105),
        ("Pul-e Alam", 1130497),
        ("Gardez", 1141857),
        ("Shwak", 1125497),
        ("Nadir Shah Kot", 1143782),
        ("Khost", 1136469),
    ),
    "ghazni-sharana": (("Ghazni", 1141269), ("Sharana", 8534261)),
    "kabul-bamyan": (
        ("Maidan Shahr", 1456960),
        ("Jalrez", 1139683),
        ("Bihsud", 1120473),
        ("Bamyan", 1147242),
    ),
    "mazar-hairatan": (("Mazar-e Sharif", 1133616), ("Hairatan", (67.42, 37.22))),
    "sheberghan-sar-e-pul": (("Sheberghan", 1125444), ("Sar-e Pul", 1127110)),
}

# The country's outline, clockwise from the west and coarse: it shapes the tile map, nothing else.
OUTLINE = (
    (60.5, 34.1), (60.9, 34.3), (61.1, 34.8), (61.3, 35.6), (62.3, 35.3), (63.1, 35.9), (64.0, 36.1),
    (64.6, 36.6), (64.8, 37.1), (65.6, 37.4), (66.5, 37.4), (67.8, 37.2), (68.9, 37.3), (69.5, 37.6),
    (70.2, 37.9), (70.4, 38.2), (71.3, 38.3), (71.5, 37.9), (71.6, 36.7), (72.6, 37.2), (73.8, 37.4),
    (74.9, 37.3), (74.5, 37.0), (73.0, 36.8), (71.8, 36.4), (71.2, 36.1), (71.6, 35.4), (71.5, 34.9),
    (71.0, 34.5), (71.1, 34.0), (70.0, 33.9), (70.3, 33.3), (69.5, 33.0), (69.3, 31.9), (68.1, 31.7),
    (67.6, 31.4), (66.9, 31.3), (66.4, 30.9), (66.3, 29.9), (64.2, 29.5), (62.5, 29.4), (60.9, 29.9),
    (61.8, 30.9), (61.7, 31.4), (60.9, 31.5), (60.6, 32.9), (60.9, 33.5),
)  # fmt: skip
