"""What is known by hand about the geography of South Vietnam in 1969: provinces, capitals, highways, an outline.

General geography written down for this project. Populations are province aggregates of the Hamlet Evaluation System
of July 1969 (US National Archives, a work of the US government) rounded to thousands, cities counted with the
province around them. Numbers beside towns are GeoNames identifiers (CC BY 4.0); two seats that GeoNames does not
hold have coordinates by hand.
"""

from __future__ import annotations

from typing import NamedTuple


class Province(NamedTuple):
    """One row of provinces.csv and of districts.csv: the province is the unit."""

    id: str
    name: str
    region: str
    population: int  # persons
    capital: str
    place: int | tuple[float, float]  # GeoNames identifier, or longitude and latitude
    border: bool  # on the border with Laos, Cambodia or the North
    regional_capital: bool = False


PROVINCES = (
    Province("quang-tri", "Quang Tri", "I Corps", 301_000, "Quang Tri", 12261368, True),
    Province("thua-thien", "Thua Thien", "I Corps", 674_000, "Hue", 1580240, True),
    Province("quang-nam", "Quang Nam", "I Corps", 926_000, "Da Nang", 1583992, True, True),
    Province("quang-tin", "Quang Tin", "I Corps", 382_000, "Tam Ky", 1567148, True),
    Province("quang-ngai", "Quang Ngai", "I Corps", 660_000, "Quang Ngai", 1568770, False),
    Province("kontum", "Kontum", "II Corps", 114_000, "Kontum", 1578500, True),
    Province("binh-dinh", "Binh Dinh", "II Corps", 790_000, "Qui Nhon", 1568574, False),
    Province("pleiku", "Pleiku", "II Corps", 194_000, "Pleiku", 1569684, True, True),
    Province("phu-bon", "Phu Bon", "II Corps", 59_000, "Cheo Reo", 8701253, False),
    Province("phu-yen", "Phu Yen", "II Corps", 291_000, "Tuy Hoa", 1563281, False),
    Province("darlac", "Darlac", "II Corps", 211_000, "Ban Me Thuot", 1586896, True),
    Province("khanh-hoa", "Khanh Hoa", "II Corps", 406_000, "Nha Trang", 1572151, False),
    Province("ninh-thuan", "Ninh Thuan", "II Corps", 176_000, "Phan Rang", 1571067, False),
    Province("tuyen-duc", "Tuyen Duc", "II Corps", 187_000, "Dalat", 1584071, False),
    Province("quang-duc", "Quang Duc", "II Corps", 29_000, "Gia Nghia", 1581834, True),
    Province("lam-dong", "Lam Dong", "II Corps", 71_000, "Bao Loc", 1588275, False),
    Province("binh-thuan", "Binh Thuan", "II Corps", 270_000, "Phan Thiet", 1571058, False),
    Province("binh-tuy", "Binh Tuy", "III Corps", 66_000, "Ham Tan", 1577995, False),
    Province("long-khanh", "Long Khanh", "III Corps", 139_000, "Xuan Loc", 1560565, False),
    Province("phuoc-long", "Phuoc Long", "III Corps", 39_000, "Song Be", (106.98, 11.83), True),
    Province("binh-long", "Binh Long", "III Corps", 67_000, "An Loc", 1580349, True),
    Province("binh-duong", "Binh Duong", "III Corps", 244_000, "Phu Cuong", 1565022, False),
    Province("tay-ninh", "Tay Ninh", "III Corps", 325_000, "Tay Ninh", 1566559, True),
    Province("hau-nghia", "Hau Nghia", "III Corps", 180_000, "Bao Trai", 9101411, True),
    Province("bien-hoa", "Bien Hoa", "III Corps", 451_000, "Bien Hoa", 1587923, False, True),
    Province("phuoc-tuy", "Phuoc Tuy", "III Corps", 190_000, "Ba Ria", 8594709, False),
    Province("long-an", "Long An", "III Corps", 329_000, "Tan An", 1567069, False),
    Province("gia-dinh", "Gia Dinh", "III Corps", 2_898_000, "Saigon", 1566083, False),
    Province("go-cong", "Go Cong", "IV Corps", 176_000, "Go Cong", 1581529, False),
    Province("kien-tuong", "Kien Tuong", "IV Corps", 40_000, "Moc Hoa", (105.93, 10.78), True),
    Province("kien-phong", "Kien Phong", "IV Corps", 331_000, "Cao Lanh", 1586151, True),
    Province("dinh-tuong", "Dinh Tuong", "IV Corps", 437_000, "My Tho", 1574023, False),
    Province("kien-hoa", "Kien Hoa", "IV Corps", 548_000, "Truc Giang", 1587976, False),
    Province("vinh-binh", "Vinh Binh", "IV Corps", 427_000, "Phu Vinh", 1563926, False),
    Province("vinh-long", "Vinh Long", "IV Corps", 490_000, "Vinh Long", 1562693, False),
    Province("an-giang", "An Giang", "IV Corps", 547_000, "Long Xuyen", 1575627, False),
    Province("kien-giang", "Kien Giang", "IV Corps", 360_000, "Rach Gia", 1568510, True),
    Province("chuong-thien", "Chuong Thien", "IV Corps", 240_000, "Vi Thanh", 1562538, False),
    Province("phong-dinh", "Phong Dinh", "IV Corps", 438_000, "Can Tho", 1586203, False, True),
    Province("ba-xuyen", "Ba Xuyen", "IV Corps", 367_000, "Khanh Hung", 1567788, False),
    Province("an-xuyen", "An Xuyen", "IV Corps", 230_000, "Quan Long", 1586443, False),
    Province("bac-lieu", "Bac Lieu", "IV Corps", 253_000, "Bac Lieu", 1591474, False),
    Province("chau-doc", "Chau Doc", "IV Corps", 494_000, "Chau Phu", 1585660, True),
    Province("sa-dec", "Sa Dec", "IV Corps", 272_000, "Sa Dec", 1568212, False),
)
NATIONAL_CAPITAL = "gia-dinh"

# National highways as provinces in the order in which the road passes their seats.
HIGHWAYS = {
    "highway-1": (
        *("quang-tri", "thua-thien", "quang-nam", "quang-tin", "quang-ngai", "binh-dinh", "phu-yen", "khanh-hoa"),
        *("ninh-thuan", "binh-thuan", "binh-tuy", "long-khanh", "bien-hoa", "gia-dinh", "hau-nghia", "tay-ninh"),
    ),
    "highway-4": (
        *("gia-dinh", "long-an", "dinh-tuong", "vinh-long", "phong-dinh", "ba-xuyen", "bac-lieu", "an-xuyen"),
    ),
    "highway-7": ("pleiku", "phu-bon", "phu-yen"),
    "highway-11": ("tuyen-duc", "ninh-thuan"),
    "highway-13": ("gia-dinh", "binh-duong", "binh-long"),
    "highway-14": ("kontum", "pleiku", "darlac", "quang-duc", "phuoc-long", "binh-duong"),
    "highway-15": ("bien-hoa", "phuoc-tuy"),
    "highway-19": ("binh-dinh", "pleiku"),
    "highway-20": ("long-khanh", "lam-dong", "tuyen-duc"),
    "highway-21": ("khanh-hoa", "darlac"),
}

# The country's outline, longitude and latitude, clockwise from the coast at the demilitarized zone.
OUTLINE = (
    *((107.1, 17.05), (107.7, 16.5), (108.3, 16.1), (108.6, 15.5), (109.0, 15.0), (109.3, 13.8), (109.4, 12.9)),
    *((109.25, 12.2), (109.0, 11.4), (108.3, 10.9), (107.5, 10.4), (107.0, 10.3), (106.7, 9.9), (106.3, 9.5)),
    *((105.8, 9.2), (105.3, 8.7), (104.8, 8.6), (104.85, 9.5), (105.0, 9.95), (104.5, 10.4), (105.0, 10.9)),
    *((105.9, 10.95), (106.15, 10.85), (105.85, 11.3), (106.0, 11.7), (106.5, 11.7), (107.3, 12.2), (107.55, 12.4)),
    *((107.5, 13.0), (107.45, 13.8), (107.4, 14.5), (107.6, 15.1), (107.3, 15.6), (107.2, 16.1), (106.6, 16.6)),
    (106.7, 17.05),
)
