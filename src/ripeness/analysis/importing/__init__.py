"""Users' own data in their official formats, read into a scenario folder of theirs."""
