"""ripeness: is this war ripe for a settlement, and what would make it so?"""

__version__ = "0.1.0"
