"""A draft accord weighed: what signing it is worth to everybody, who would not, why, and what would have to change."""
