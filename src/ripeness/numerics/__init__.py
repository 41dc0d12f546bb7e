"""Arithmetic that means the same in NumPy and in compiled code; nothing here knows of a war."""
