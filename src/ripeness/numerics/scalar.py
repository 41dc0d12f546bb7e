"""The same elementary functions for one number in double precision, bit-equal in Python and compiled code.

The decisions of a month branch future by future, so they run on scalars. ``math.exp`` may differ in the last
bit between machines; these use only additions, products and exact scalings.
"""

from __future__ import annotations

import math

import numpy as np

from ripeness.numerics.compiled import part

WORD = 0xFFFFFFFF


@part
def double(x: float) -> float:
    """A number in double precision; in compiled code ``float`` leaves a float32 what it is."""
    return np.float64(x)


@part
def exp1(x: float) -> float:
    """exp(x) for |x| <= 700 (clamped), relative error below 1e-12."""
    x = min(max(x, -700.0), 700.0)
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10
    p = 2.755731922398589e-07
    p = p * r + 2.755731922398589e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 1.984126984126984e-04
    p = p * r + 1.3888888888888889e-03
    p = p * r + 8.333333333333333e-03
    p = p * r + 4.1666666666666664e-02
    p = p * r + 1.6666666666666666e-01
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return math.ldexp(p, int(k))


@part
def log1(x: float) -> float:
    """Natural logarithm of x > 0 (raised to 1e-300), absolute error below 1e-15 for moderate x."""
    if x < 1e-300:
        x = 1e-300
    m, e = math.frexp(x)
    if m < 0.7071067811865476:
        m = m * 2.0
        e = e - 1
    t = (m - 1.0) / (m + 1.0)
    q = t * t
    p = 0.0
    for n in range(21, 0, -2):
        p = p * q + 1.0 / n
    return 2.0 * t * p + e * 0.6931471805599453


@part
def sigmoid1(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp1(-x))


@part
def logit1(p: float) -> float:
    """log(p / (1 - p))."""
    return log1(p / (1.0 - p))


@part
def normal1(u: float) -> float:
    """Standard normal quantile of u in (0, 1); absolute error below 1e-6 (Giles 2010)."""
    x = u * 2.0 - 1.0
    w = -log1(u * (1.0 - u) * 4.0)
    if w < 5.0:
        a = w - 2.5
        p = a * 2.81022636e-08 + 3.43273939e-07
        p = p * a - 3.5233877e-06
        p = p * a - 4.39150654e-06
        p = p * a + 0.00021858087
        p = p * a - 0.00125372503
        p = p * a - 0.00417768164
        p = p * a + 0.246640727
        p = p * a + 1.50140941
    else:
        a = math.sqrt(w) - 3.0
        p = a * -0.000200214257 + 0.000100950558
        p = p * a + 0.00134934322
        p = p * a - 0.00367342844
        p = p * a + 0.00573950773
        p = p * a - 0.0076224613
        p = p * a + 0.00943887047
        p = p * a + 1.00167406
        p = p * a + 2.83297682
    return p * x * 1.4142135623730951


@part
def hashed1(counter: int, key0: int, key1: int) -> int:
    """The random word of :func:`ripeness.numerics.functions.hashed`, for one counter."""
    h = (counter * 0x9E3779B9 + key0) & WORD
    h = h ^ (h >> 16)
    h = (h * 0x21F0AAAD) & WORD
    h = h ^ (h >> 15)
    h = (h * 0x735A2D97) & WORD
    h = h ^ (h >> 15)
    h = (h + key1) & WORD
    h = h ^ (h >> 16)
    h = (h * 0x7FEB352D) & WORD
    h = h ^ (h >> 15)
    h = (h * 0x846CA68B) & WORD
    return h ^ (h >> 16)


@part
def uniform1(word: int) -> float:
    """The uniform of :func:`ripeness.numerics.functions.uniform`, for one word."""
    return ((word >> 9) + 0.5) * 1.1920928955078125e-07
