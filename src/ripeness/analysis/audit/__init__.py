"""The argument on trial: a verdict on each claim of an analysis, by experiments on the same futures."""
