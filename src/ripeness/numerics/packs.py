"""Packs: named tuples of arrays and numbers that compiled code is handed by address.

Passed by value, a tuple of a hundred arrays is taken apart and put together again at every call, which is most
of what the compiler would have to read. A pack is laid out once in memory, one eight-byte word a number, data
pointer or length, and a kernel reads the fields it uses. In plain Python the named tuple itself is used.
"""

from __future__ import annotations

import hashlib
import operator
import struct
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr, lower_getattr_generic
from numba.core.types.containers import BaseTuple, UniTuple
from numba.core.typing.templates import AttributeTemplate, infer_getattr, signature
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np.numpy_support import from_dtype

from ripeness.numerics.lowering import teach

WORD = ir.IntType(64)


class PackType(types.Type):
    """The fields of a pack by name, and the word at which each begins."""

    def __init__(self, title: str, fields: tuple[tuple[str, types.Type, int], ...]) -> None:
        self.fields = fields
        digest = hashlib.sha256(repr([(name, str(kind), word) for name, kind, word in fields]).encode())
        super().__init__(name=f"Pack({title}, {digest.hexdigest()[:12]})")

    def field(self, name: str) -> tuple[types.Type, int] | None:
        return next(((kind, word) for known, kind, word in self.fields if known == name), None)


class SheetType(types.Type):
    """An array within a pack, laid out row by row: the address of its data pointer, lengths behind it.

    Places count from 0; nothing looks whether they lie within.
    """

    def __init__(self, dtype: types.Type, ndim: int) -> None:
        self.dtype, self.ndim = dtype, ndim
        super().__init__(name=f"Sheet({dtype}, {ndim})")


class Pack:
    """A named tuple in memory; its arrays are shared, not copied."""

    __slots__ = ("address", "kind", "parts", "words")

    def __init__(self, record: Any) -> None:
        words: list[int] = []
        fields: list[tuple[str, types.Type, int]] = []
        self.parts: list[Any] = []  # what the addresses point to
        for name, value in zip(record._fields, record, strict=True):
            at = len(words)
            if isinstance(value, np.ndarray):
                if not value.flags.c_contiguous:
                    raise ValueError(f"field {name} of {type(record).__name__} is not laid out row by row")
                kind: types.Type = SheetType(from_dtype(value.dtype), value.ndim)
                words += [value.ctypes.data, *value.shape]
                self.parts.append(value)
            elif isinstance(value, tuple):
                inner = Pack(value)
                kind = inner.kind
                words.append(inner.address)
                self.parts.append(inner)
            elif isinstance(value, (int, np.integer)):
                kind = types.int64
                words.append(int(value))
            else:
                kind = types.float64
                words.append(struct.unpack("<q", struct.pack("<d", value))[0])
            fields.append((name, kind, at))
        self.words = np.array(words, dtype=np.int64)
        self.address: int = self.words.ctypes.data
        self.kind: PackType = PackType(type(record).__name__, tuple(fields))


@typeof_impl.register(Pack)
def _typeof_pack(value: Pack, _context: Any) -> PackType:
    return value.kind


@register_model(PackType)
class _PackModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: PackType) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


@unbox(PackType)
def _unbox_pack(_kind: Any, pack: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(pack, "address")
    address = c.pyapi.long_as_ulonglong(number)
    c.pyapi.decref(number)
    return NativeValue(c.builder.inttoptr(address, WORD.as_pointer()))


def fixed(builder: Any, address: Any, at: int, kind: ir.Type = WORD) -> Any:
    """A word of a pack; it never changes while a kernel runs, and the compiler is told so."""
    place = builder.gep(address, [ir.Constant(WORD, at)]) if at else address
    value = builder.load(place if kind is WORD else builder.bitcast(place, kind.as_pointer()))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@infer_getattr
class _Fields(AttributeTemplate):
    key = PackType

    def generic_resolve(self, pack: PackType, name: str) -> types.Type | None:
        found = pack.field(name)
        return found[0] if found else None


@lower_getattr_generic(PackType)
def _field(context: Any, builder: Any, pack: PackType, address: Any, name: str) -> Any:
    found = pack.field(name)
    assert found is not None
    kind, at = found
    if isinstance(kind, SheetType):
        return builder.gep(address, [ir.Constant(WORD, at)])
    if isinstance(kind, PackType):
        return fixed(builder, address, at, WORD.as_pointer())
    return fixed(builder, address, at, context.get_value_type(kind))


@register_model(SheetType)
class _SheetModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: SheetType) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


@infer_getattr
class _SheetAttributes(AttributeTemplate):
    key = SheetType

    def resolve_shape(self, sheet: SheetType) -> types.Type:
        return UniTuple(types.intp, sheet.ndim)


@lower_getattr(SheetType, "shape")
def _shape(_context: Any, builder: Any, sheet: SheetType, address: Any) -> Any:
    return cgutils.pack_array(builder, [fixed(builder, address, 1 + d) for d in range(sheet.ndim)])


def data_pointer(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """Where the numbers of an array begin."""
    if isinstance(kind, SheetType):
        return fixed(builder, value, 0, context.get_data_type(kind.dtype).as_pointer())
    return context.make_array(kind)(context, builder, value).data


def _places(sheet: Any, index: Any) -> tuple[types.Type, ...] | None:
    if not isinstance(sheet, SheetType):
        return None
    places = tuple(index) if isinstance(index, BaseTuple) else (index,)
    return places if len(places) == sheet.ndim and all(isinstance(p, types.Integer) for p in places) else None


def _place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    sheet, index = sig.args[0], sig.args[1]
    numbers = [args[1]] if not isinstance(index, BaseTuple) else cgutils.unpack_tuple(builder, args[1])
    at = None
    for d, (number, kind) in enumerate(zip(numbers, _places(sheet, index) or (), strict=True)):
        number = context.cast(builder, number, kind, types.intp)
        at = number if at is None else builder.add(builder.mul(at, fixed(builder, args[0], 1 + d)), number)
    return builder.gep(data_pointer(context, builder, sheet, args[0]), [at])


def _typed_read(args: Any) -> Any:
    return signature(args[0].dtype, *args) if len(args) == 2 and _places(*args) else None


def _typed_write(args: Any) -> Any:
    return signature(types.void, *args[:2], args[0].dtype) if len(args) == 3 and _places(*args[:2]) else None


def _read(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0].dtype
    return context.unpack_value(builder, kind, _place(context, builder, sig, args))


def _write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0].dtype
    value = context.cast(builder, args[2], sig.args[2], kind)
    context.pack_value(builder, kind, value, _place(context, builder, sig, args))
    return context.get_dummy_value()


teach(operator.getitem, _typed_read, _read, (SheetType, types.Any))
teach(operator.setitem, _typed_write, _write, (SheetType, types.Any, types.Any))
