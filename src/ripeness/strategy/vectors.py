"""Eight states of the game side by side: double-precision lanes for the backward solution.

In compiled code a ``Doubles`` is one LLVM vector of eight numbers; in plain Python the same text runs on NumPy
arrays of any shape. Arithmetic is strict IEEE, and exp and log are built from it, so that a solution does not
depend on the machine's libm.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import signature
from numba.extending import models, register_model

from ripeness.numerics.lowering import teach
from ripeness.numerics.packs import SheetType, data_pointer

LANES = 8
F64, I64, I32, I1 = ir.DoubleType(), ir.IntType(64), ir.IntType(32), ir.IntType(1)
VECTOR, WHOLE, MASK = ir.VectorType(F64, LANES), ir.VectorType(I64, LANES), ir.VectorType(I1, LANES)


class Doubles(types.Type):
    def __init__(self) -> None:
        super().__init__(name="EightDoubles")


class Flags(types.Type):
    def __init__(self) -> None:
        super().__init__(name="EightFlags")


doubles, flags = Doubles(), Flags()


@register_model(Doubles)
class _DoublesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)


@register_model(Flags)
class _FlagsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, MASK)


def _constant(number: float) -> ir.Constant:
    return ir.Constant(VECTOR, [float(number)] * LANES)


def _whole(number: int) -> ir.Constant:
    return ir.Constant(WHOLE, [number] * LANES)


def _lanes(context: Any, builder: Any, value: Any, kind: types.Type) -> Any:
    if isinstance(kind, Doubles):
        return value
    number = context.cast(builder, value, kind, types.float64)
    single = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), number, ir.Constant(I32, 0))
    spread = ir.Constant(ir.VectorType(I32, LANES), [0] * LANES)
    return builder.shuffle_vector(single, ir.Constant(VECTOR, ir.Undefined), spread)


def _binary(op: Any, result: types.Type, build: Any) -> None:
    def typed(args: Any) -> Any:
        if len(args) != 2 or not any(isinstance(a, Doubles) for a in args):
            return None
        if all(isinstance(a, (Doubles, types.Number, types.Literal)) for a in args):
            return signature(result, *args)
        return None

    def write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        left, right = (_lanes(context, builder, v, k) for v, k in zip(args, sig.args, strict=True))
        return build(builder, left, right)

    teach(op, typed, write, (Doubles, Doubles), (Doubles, types.Number), (types.Number, Doubles))


_binary(operator.add, doubles, lambda b, x, y: b.fadd(x, y))
_binary(operator.sub, doubles, lambda b, x, y: b.fsub(x, y))
_binary(operator.mul, doubles, lambda b, x, y: b.fmul(x, y))
_binary(operator.truediv, doubles, lambda b, x, y: b.fdiv(x, y))
_binary(operator.lt, flags, lambda b, x, y: b.fcmp_ordered("<", x, y))
_binary(operator.gt, flags, lambda b, x, y: b.fcmp_ordered(">", x, y))
_binary(operator.ge, flags, lambda b, x, y: b.fcmp_ordered(">=", x, y))
_binary(operator.le, flags, lambda b, x, y: b.fcmp_ordered("<=", x, y))


def _flag_logic(op: Any, name: str) -> None:
    def typed(args: Any) -> Any:
        both = len(args) == 2 and all(isinstance(a, Flags) for a in args)
        return signature(flags, *args) if both else None

    teach(op, typed, lambda _c, builder, _s, args: getattr(builder, name)(*args), (Flags, Flags))


_flag_logic(operator.and_, "and_")
_flag_logic(operator.or_, "or_")


# ---- memory, choices, functions -----------------------------------------------------------------------
# Plain functions for Python, and a direct lowering for compiled code: an ``overload`` would compile a wrapper
# for every use, which is most of a cold start.


def load(array: np.ndarray, first: int) -> Any:
    """Eight consecutive numbers of a flat array."""
    return array[first : first + LANES].copy()


def store(array: np.ndarray, first: int, value: Any) -> None:
    """Write eight consecutive numbers of a flat array."""
    array[first : first + LANES] = value


def select(mask: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the mask holds, else ``no``."""
    return np.where(mask, yes, no)


def minimum(x: Any, y: Any) -> Any:
    """The smaller of two, lane by lane."""
    return np.where(x < y, x, y)


def maximum(x: Any, y: Any) -> Any:
    """The larger of two, lane by lane."""
    return np.where(x > y, x, y)


def exp(value: Any) -> Any:
    """Exponential, relative error below 1e-14, argument clamped to +-700."""
    return np.exp(value)


def log(value: Any) -> Any:
    """Natural logarithm of value > 0 (raised to 1e-300), absolute error below 1e-14 for moderate arguments."""
    return np.log(np.maximum(value, 1e-300))


def absolute(value: Any) -> Any:
    """Size without sign."""
    return np.abs(value)


def smallest(value: Any) -> float:
    """The smallest of the lanes, a number."""
    return float(np.min(value))


def largest(value: Any) -> float:
    """The largest of the lanes, a number."""
    return float(np.max(value))


def _known(function: Any, result: types.Type, build: Any, *kinds: Any) -> None:
    """Tell the compiler the type of a function on lanes and how to write it."""

    def typed(args: Any) -> Any:
        fits = len(args) == len(kinds) and all(isinstance(a, k) for a, k in zip(args, kinds, strict=True))
        return signature(result, *args) if fits and _usable(args) else None

    teach(function, typed, build, tuple(types.Any if isinstance(k, tuple) else k for k in kinds))


def _usable(args: Any) -> bool:
    arrays = [a for a in args if isinstance(a, (types.Array, SheetType))]
    flat = all(a.ndim == 1 and a.dtype == types.float64 for a in arrays)
    return flat and (bool(arrays) or any(isinstance(a, (Doubles, Flags)) for a in args))


def _on_lanes(write: Any) -> Any:
    """A lowering whose numbers are spread over the lanes first; masks stay what they are."""

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        lanes = [
            v if isinstance(k, Flags) else _lanes(context, builder, v, k) for v, k in zip(args, sig.args, strict=True)
        ]
        return write(builder, *lanes)

    return build


def _pointer(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    data = data_pointer(context, builder, sig.args[0], args[0])
    index = context.cast(builder, args[1], sig.args[1], types.intp)
    return builder.bitcast(builder.gep(data, [index]), VECTOR.as_pointer())


def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_pointer(context, builder, sig, args), align=8)


def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lanes = _lanes(context, builder, args[2], sig.args[2])
    builder.store(lanes, _pointer(context, builder, sig, args), align=8)
    return context.get_dummy_value()


def _call(builder: Any, name: str, value: Any) -> Any:
    kind = ir.FunctionType(VECTOR, [VECTOR])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{LANES}f64"), [value])


def _horner(builder: Any, x: Any, coefficients: list[float]) -> Any:
    total = _constant(coefficients[0])
    for c in coefficients[1:]:
        total = builder.fadd(builder.fmul(total, x), _constant(c))
    return total


FACTORIALS = [1.0]
for _n in range(1, 12):
    FACTORIALS.append(FACTORIALS[-1] * _n)
ROUNDING = 6755399441055744.0  # 1.5 x 2^52: what is added to it stands in the low bits


def _exp(builder: Any, x: Any) -> Any:
    low, high = _constant(-700.0), _constant(700.0)
    x = builder.select(builder.fcmp_ordered("<", x, low), low, x)
    x = builder.select(builder.fcmp_ordered(">", x, high), high, x)
    shifted = builder.fadd(builder.fmul(x, _constant(1.4426950408889634)), _constant(ROUNDING))
    k = builder.fsub(shifted, _constant(ROUNDING))
    r = builder.fsub(x, builder.fmul(k, _constant(0.6931471803691238)))
    r = builder.fsub(r, builder.fmul(k, _constant(1.9082149292705877e-10)))
    p = _horner(builder, r, [1.0 / f for f in reversed(FACTORIALS)])
    bits = builder.add(builder.bitcast(shifted, WHOLE), _whole(1023))
    return builder.fmul(p, builder.bitcast(builder.shl(bits, _whole(52)), VECTOR))


def _log(builder: Any, x: Any) -> Any:
    least = _constant(1e-300)
    bits = builder.bitcast(builder.select(builder.fcmp_ordered("<", x, least), least, x), WHOLE)
    exponent = builder.or_(builder.lshr(bits, _whole(52)), _whole(0x4330000000000000))
    e = builder.fsub(builder.bitcast(exponent, VECTOR), _constant(4503599627370496.0 + 1022.0))
    mantissa = builder.or_(builder.and_(bits, _whole(0x000FFFFFFFFFFFFF)), _whole(0x3FE0000000000000))
    m = builder.bitcast(mantissa, VECTOR)
    small = builder.fcmp_ordered("<", m, _constant(0.7071067811865476))
    e = builder.select(small, builder.fsub(e, _constant(1.0)), e)
    m = builder.select(small, builder.fadd(m, m), m)
    t = builder.fdiv(builder.fsub(m, _constant(1.0)), builder.fadd(m, _constant(1.0)))
    series = _horner(builder, builder.fmul(t, t), [2.0 / n for n in range(19, 0, -2)])
    return builder.fadd(builder.fmul(t, series), builder.fmul(e, _constant(0.6931471805599453)))


def _across(sign: str) -> Any:
    def build(builder: Any, value: Any) -> Any:
        for half in (4, 2, 1):
            swap = ir.Constant(ir.VectorType(I32, LANES), [i ^ half for i in range(LANES)])
            other = builder.shuffle_vector(value, ir.Constant(VECTOR, ir.Undefined), swap)
            value = builder.select(builder.fcmp_ordered(sign, value, other), value, other)
        return builder.extract_element(value, ir.Constant(I32, 0))

    return build


NUMBER = (Doubles, types.Number, types.Literal)


def _comparing(sign: str) -> Any:
    return _on_lanes(lambda b, x, y: b.select(b.fcmp_ordered(sign, x, y), x, y))


ARRAY = (types.Array, SheetType)
_known(load, doubles, _load, ARRAY, types.Integer)
_known(store, types.void, _store, ARRAY, types.Integer, NUMBER)
_known(select, doubles, _on_lanes(lambda b, mask, yes, no: b.select(mask, yes, no)), Flags, NUMBER, NUMBER)
_known(minimum, doubles, _comparing("<"), NUMBER, NUMBER)
_known(maximum, doubles, _comparing(">"), NUMBER, NUMBER)
_known(exp, doubles, _on_lanes(_exp), Doubles)
_known(log, doubles, _on_lanes(_log), Doubles)
_known(absolute, doubles, _on_lanes(lambda b, x: _call(b, "llvm.fabs", x)), Doubles)
_known(smallest, types.float64, _on_lanes(_across("<")), Doubles)
_known(largest, types.float64, _on_lanes(_across(">")), Doubles)
