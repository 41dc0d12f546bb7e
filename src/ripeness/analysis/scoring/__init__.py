"""Proper scores and what is made of them."""
