"""Lanes: W futures side by side in one SIMD value, behind operators that read like scalar code.

Three types, ``Floats`` (float32), ``Words`` (uint32) and ``Mask``, each a vector of W numbers. In compiled
code they are LLVM vectors; in plain Python they are NumPy arrays of shape (W,), and the same text gives the
same bits, because arithmetic is strict IEEE and nothing is fused. The width is part of the type, so that a
kernel cached for one width is never taken for another.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba.core import cgutils, types
from numba.core.typing.templates import signature
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox

from ripeness.numerics.lowering import teach
from ripeness.numerics.packs import SheetType, data_pointer

F32, I32, I1 = ir.FloatType(), ir.IntType(32), ir.IntType(1)


class Width:
    """The number of lanes, carried as a type."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes


def best_width() -> int:
    """Lanes that are quickest here: 64 where vectors hold sixteen numbers, 32 where they hold fewer; same bits."""
    return 64 if get_host_cpu_features().get("avx512f") else 32


class WidthType(types.Opaque):
    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        super().__init__(name=f"Width({lanes})")


class Lane(types.Type):
    """Common parent of the three vector types."""

    scalar: ir.Type

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        super().__init__(name=f"{type(self).__name__}({lanes})")

    @property
    def vector(self) -> ir.VectorType:
        return ir.VectorType(self.scalar, self.lanes)


class Floats(Lane):
    scalar = F32


class Words(Lane):
    scalar = I32


class Mask(Lane):
    scalar = I1


@typeof_impl.register(Width)
def _typeof_width(value: Width, _context: Any) -> WidthType:
    return WidthType(value.lanes)


@unbox(WidthType)
def _unbox_width(_type: Any, _object: Any, context: Any) -> NativeValue:
    return NativeValue(context.context.get_dummy_value())


register_model(WidthType)(models.OpaqueModel)


class _LaneModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lane: Lane) -> None:
        super().__init__(manager, lane, lane.vector)


for _lane in (Floats, Words, Mask):
    register_model(_lane)(_LaneModel)


def _splat(builder: Any, value: Any, vector: ir.VectorType) -> Any:
    zero = ir.Constant(I32, 0)
    single = builder.insert_element(ir.Constant(vector, ir.Undefined), value, zero)
    mask = ir.Constant(ir.VectorType(I32, vector.count), [0] * vector.count)
    return builder.shuffle_vector(single, ir.Constant(vector, ir.Undefined), mask)


def _as_lane(context: Any, builder: Any, value: Any, kind: types.Type, lane: Lane) -> Any:
    """A lane stays itself; a number is rounded to the lane's precision and repeated."""
    if isinstance(kind, Lane):
        return value
    if isinstance(lane, Floats):
        number = context.cast(builder, value, kind, types.float32)
    else:
        number = context.cast(builder, value, kind, types.uint32)
    return _splat(builder, number, lane.vector)


def _pair(args: Any) -> Lane | None:
    lanes = [a for a in args if isinstance(a, Lane)]
    if not lanes or any(not isinstance(a, (Lane, types.Number, types.Literal)) for a in args):
        return None
    return lanes[0] if all(a == lanes[0] for a in lanes) else None


def _binary(op: Any, kinds: tuple[type[Lane], ...], build: Any, result: type[Lane] | None = None) -> None:
    def typed(args: Any) -> Any:
        lane = _pair(args)
        if lane is None or len(args) != 2 or not isinstance(lane, kinds):
            return None
        return signature((result or type(lane))(lane.lanes), *args)

    def write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        lane = _pair(sig.args)
        assert lane is not None
        left, right = (_as_lane(context, builder, v, k, lane) for v, k in zip(args, sig.args, strict=True))
        return build(builder, left, right, isinstance(lane, Floats))

    pairs = [pair for kind in kinds for pair in ((kind, kind), (kind, types.Number), (types.Number, kind))]
    teach(op, typed, write, *pairs)


def _arithmetic(floating: str, integer: str) -> Any:
    return lambda b, x, y, is_float: getattr(b, floating if is_float else integer)(x, y)


def _comparison(sign: str) -> Any:
    return lambda b, x, y, is_float: b.fcmp_ordered(sign, x, y) if is_float else b.icmp_unsigned(sign, x, y)


def _logic(name: str) -> Any:
    return lambda b, x, y, _f: getattr(b, name)(x, y)


_binary(operator.add, (Floats, Words), _arithmetic("fadd", "add"))
_binary(operator.sub, (Floats, Words), _arithmetic("fsub", "sub"))
_binary(operator.mul, (Floats, Words), _arithmetic("fmul", "mul"))
_binary(operator.truediv, (Floats,), _arithmetic("fdiv", "udiv"))
_binary(operator.xor, (Words,), _logic("xor"))
_binary(operator.lshift, (Words,), _logic("shl"))
_binary(operator.rshift, (Words,), _logic("lshr"))
_binary(operator.or_, (Words, Mask), _logic("or_"))
_binary(operator.and_, (Words, Mask), _logic("and_"))
_binary(operator.lt, (Floats, Words), _comparison("<"), Mask)
_binary(operator.le, (Floats, Words), _comparison("<="), Mask)
_binary(operator.gt, (Floats, Words), _comparison(">"), Mask)
_binary(operator.ge, (Floats, Words), _comparison(">="), Mask)


teach(
    operator.neg,
    lambda args: signature(args[0], args[0]) if isinstance(args[0], Floats) else None,
    lambda _context, builder, _sig, args: builder.fneg(args[0]),
    (Floats,),
)


# ---- loads and stores ---------------------------------------------------------------------------------


def load(width: Width, array: np.ndarray, row: int) -> Any:
    """Row ``row`` of an array (rows, W) as one lane value; float32 gives Floats, uint32 gives Words."""
    return array[row].copy()


def store(width: Width, array: np.ndarray, row: int, value: Any) -> None:
    """Write one lane value to row ``row`` of an array (rows, W)."""
    array[row] = value


def _row_pointer(context: Any, builder: Any, array_type: Any, array: Any, row: Any, lane: Lane) -> Any:
    data = data_pointer(context, builder, array_type, array)
    offset = builder.mul(row, ir.Constant(row.type, lane.lanes))
    return builder.bitcast(builder.gep(data, [offset]), lane.vector.as_pointer())


def _lane_of(array: types.Array, width: WidthType) -> Lane:
    return Floats(width.lanes) if array.dtype == types.float32 else Words(width.lanes)


def _row_of(args: Any, count: int) -> Lane | None:
    if len(args) != count or not isinstance(args[0], WidthType):
        return None
    array = args[1]
    by_row = isinstance(array, SheetType) or (isinstance(array, types.Array) and array.layout == "C")
    fits = by_row and array.ndim == 2
    return _lane_of(array, args[0]) if fits else None


def _typed_load(args: Any) -> Any:
    lane = _row_of(args, 3)
    return None if lane is None else signature(lane, *args)


def _typed_store(args: Any) -> Any:
    return None if _row_of(args, 4) is None else signature(types.void, *args)


def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lane = _lane_of(sig.args[1], sig.args[0])
    index = context.cast(builder, args[2], sig.args[2], types.intp)
    return builder.load(_row_pointer(context, builder, sig.args[1], args[1], index, lane), align=4)


def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lane = _lane_of(sig.args[1], sig.args[0])
    index = context.cast(builder, args[2], sig.args[2], types.intp)
    value = _as_lane(context, builder, args[3], sig.args[3], lane)
    builder.store(value, _row_pointer(context, builder, sig.args[1], args[1], index, lane), align=4)
    return context.get_dummy_value()


teach(load, _typed_load, _load, (WidthType, types.Any, types.Integer))
teach(store, _typed_store, _store, (WidthType, types.Any, types.Integer, types.Any))


# ---- unary functions on lanes -------------------------------------------------------------------------


def select(mask: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the mask holds, else ``no``, lane by lane."""
    return np.where(mask, np.float32(yes), np.float32(no))


def _typed_select(args: Any) -> Any:
    return signature(Floats(args[0].lanes), *args) if len(args) == 3 and isinstance(args[0], Mask) else None


def _select(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lane = Floats(sig.args[0].lanes)
    chosen, other = (_as_lane(context, builder, args[i], sig.args[i], lane) for i in (1, 2))
    return builder.select(args[0], chosen, other)


teach(select, _typed_select, _select, (Mask, types.Any, types.Any))


def _unary(function: Any, source: type[Lane], result: type[Lane], build: Any) -> None:
    def typed(args: Any) -> Any:
        fits = len(args) == 1 and isinstance(args[0], source)
        return signature(result(args[0].lanes), *args) if fits else None

    def write(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return build(builder, args[0], sig.return_type.vector)

    teach(function, typed, write, (source,))


def _llvm(name: str) -> Any:
    def build(builder: Any, value: Any, vector: ir.VectorType) -> Any:
        kind = ir.FunctionType(vector, [vector])
        function = cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{vector.count}f32")
        return builder.call(function, [value])

    return build


def floor(value: Any) -> Any:
    """Largest whole number not above each lane."""
    return np.floor(value)


def sqrt(value: Any) -> Any:
    """Square root, correctly rounded."""
    return np.sqrt(value)


def to_words(value: Any) -> Any:
    """Whole floats as 32-bit words, two's complement; the caller keeps them within +-2^31."""
    return value.astype(np.int32).view(np.uint32)


def from_words(value: Any) -> Any:
    """Words below 2^31 as floats (exact below 2^24)."""
    return value.astype(np.int32).astype(np.float32)


def bits_of(value: Any) -> Any:
    """The bit pattern of floats."""
    return value.view(np.uint32)


def float_of(value: Any) -> Any:
    """The floats that have these bit patterns."""
    return value.view(np.float32)


_unary(floor, Floats, Floats, _llvm("llvm.floor"))
_unary(sqrt, Floats, Floats, _llvm("llvm.sqrt"))
_unary(to_words, Floats, Words, lambda b, v, t: b.fptosi(v, t))
_unary(from_words, Words, Floats, lambda b, v, t: b.sitofp(v, t))
_unary(bits_of, Floats, Words, lambda b, v, t: b.bitcast(v, t))
_unary(float_of, Words, Floats, lambda b, v, t: b.bitcast(v, t))
