"""Elementary functions in float32, one text for lanes and for NumPy arrays.

No library is called, so that a number does not depend on the machine's libm: polynomials of the Cephes
library (Moshier) for exp and log, of Giles (2010) for the normal quantile. Arguments are float32 arrays or
``Floats``; every result is float32.
"""

from __future__ import annotations

from typing import Any

from ripeness.numerics.compiled import part
from ripeness.numerics.lanes import bits_of, float_of, floor, from_words, select, sqrt, to_words


@part
def minimum(x: Any, y: Any) -> Any:
    """The smaller of two, lane by lane."""
    return select(x < y, x, y)


@part
def maximum(x: Any, y: Any) -> Any:
    """The larger of two, lane by lane."""
    return select(x > y, x, y)


@part
def clip(x: Any, low: Any, high: Any) -> Any:
    """x kept within [low, high]."""
    return minimum(maximum(x, low), high)


@part
def exp(x: Any) -> Any:
    """Exponential; relative error below 2e-7, argument clamped to +-87."""
    x = clip(x, -87.0, 87.0)
    k = floor(x * 1.44269504 + 0.5)
    r = x - k * 0.693359375
    r = r + k * 2.12194440e-4
    p = r * 1.9875691500e-4 + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    p = p * (r * r) + r + 1.0
    return p * float_of(to_words(k + 127.0) << 23)


@part
def log(x: Any) -> Any:
    """Natural logarithm of x >= 1.2e-38 (smaller values are raised to it); absolute error below 2e-7."""
    bits = bits_of(maximum(x, 1.17549435e-38))
    e = from_words(bits >> 23) - 126.0
    m = float_of((bits & 0x007FFFFF) | 0x3F000000)
    small = m < 0.70710678
    e = e - select(small, 1.0, 0.0)
    m = m + select(small, m, 0.0) - 1.0
    z = m * m
    p = m * 7.0376836292e-2 - 1.1514610310e-1
    p = p * m + 1.1676998740e-1
    p = p * m - 1.2420140846e-1
    p = p * m + 1.4249322787e-1
    p = p * m - 1.6668057665e-1
    p = p * m + 2.0000714765e-1
    p = p * m - 2.4999993993e-1
    p = p * m + 3.3333331174e-1
    p = p * m * z
    p = p - e * 2.12194440e-4
    p = p - z * 0.5
    return m + p + e * 0.693359375


@part
def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp(-x))


@part
def logit(p: Any) -> Any:
    """log(p / (1 - p)), p in (0, 1)."""
    return log(p / (1.0 - p))


@part
def normal_quantile(u: Any) -> Any:
    """Standard normal quantile of u in (0, 1); absolute error below 1e-6 (Giles 2010)."""
    x = u * 2.0 - 1.0
    w = -log(u * (1.0 - u) * 4.0)
    a = w - 2.5
    p = a * 2.81022636e-08 + 3.43273939e-07
    p = p * a - 3.5233877e-06
    p = p * a - 4.39150654e-06
    p = p * a + 0.00021858087
    p = p * a - 0.00125372503
    p = p * a - 0.00417768164
    p = p * a + 0.246640727
    p = p * a + 1.50140941
    b = sqrt(maximum(w, 5.0)) - 3.0
    q = b * -0.000200214257 + 0.000100950558
    q = q * b + 0.00134934322
    q = q * b - 0.00367342844
    q = q * b + 0.00573950773
    q = q * b - 0.0076224613
    q = q * b + 0.00943887047
    q = q * b + 1.00167406
    q = q * b + 2.83297682
    return select(w < 5.0, p, q) * x * 1.41421356


@part
def logistic_quantile(u: Any) -> Any:
    """Quantile of the standard logistic law."""
    return log(u / (1.0 - u))


@part
def uniform(words: Any) -> Any:
    """Random words to uniforms on the open interval (0, 1), 23 bits.

    With 24 bits the half could not be added without rounding, and the largest word would give 1.
    """
    return (from_words(words >> 9) + 0.5) * 1.1920928955078125e-07


@part
def hashed(counter: Any, key0: Any, key1: Any) -> Any:
    """One random word for a counter under a 64-bit key given as two words.

    Two rounds of a 32-bit mixer with the second key word between them; a single round fails PractRand.
    """
    h = counter * 0x9E3779B9 + key0
    h = h ^ (h >> 16)
    h = h * 0x21F0AAAD
    h = h ^ (h >> 15)
    h = h * 0x735A2D97
    h = h ^ (h >> 15)
    h = h + key1
    h = h ^ (h >> 16)
    h = h * 0x7FEB352D
    h = h ^ (h >> 15)
    h = h * 0x846CA68B
    return h ^ (h >> 16)
