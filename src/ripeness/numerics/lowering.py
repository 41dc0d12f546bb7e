"""How an operation is told to the compiler: its type, and the instructions it stands for.

Written directly, because an ``overload`` compiles a function of its own for every use, and because the compiler
tries every reading that NumPy has for an operator before it comes to ours: that is most of a cold start.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.core.types.containers import BaseTuple
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.cpython.builtins import do_minmax
from numba.extending import lower_builtin


def teach(
    function: Any, typed: Callable[..., Any], write: Callable[..., Any], *kinds: tuple[Any, ...], literal: bool = False
) -> None:
    """Make a function or operator known to compiled code.

    Parameters
    ----------
    typed : from the argument types to the signature, or None where others shall answer.
    write : ``(context, builder, signature, values) -> value``, the instructions.
    kinds : the classes of argument types that ``write`` is for, one tuple a form of the call.
    literal : whether ``typed`` wants to see the values of constants.
    """

    @infer_global(function)
    class _Typing(AbstractTemplate):
        metadata = {"target": "cpu"}  # noqa: RUF012  more particular than the rest, so it is asked first
        prefer_literal = literal

        def generic(self, args: Any, kws: Any) -> Any:
            return None if kws else typed(args)

    for form in kinds:
        lower_builtin(function, *form)(write)


# ---- common functions of numbers ----------------------------------------------------------------------

SCALARS = (types.int64, types.float32, types.float64)


def _typed_extreme(args: Any) -> Any:
    if len(args) != 2 or any(a not in SCALARS for a in args):
        return None
    return signature(args[0] if args[0] == args[1] else types.float64, *args)


def _extreme(comparison: Any) -> Any:
    return lambda context, builder, sig, args: do_minmax(context, builder, sig.args, args, comparison)


def _typed_whole(args: Any) -> Any:
    fits = len(args) == 1 and (args[0] in SCALARS or args[0] == types.uint32)
    return signature(types.int64 if args[0] in SCALARS else args[0], *args) if fits else None


def _whole(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.cast(builder, args[0], sig.args[0], sig.return_type)


def _typed_member(args: Any) -> Any:
    fits = len(args) == 2 and isinstance(args[0], BaseTuple) and isinstance(args[1], types.IntegerLiteral)
    return signature(args[0][args[1].literal_value], *args) if fits else None


def _member(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
    place = sig.args[1].literal_value
    return builder.extract_value(args[0], place if place >= 0 else len(sig.args[0]) + place)


teach(min, _typed_extreme, _extreme(operator.lt), (types.Number, types.Number))
teach(max, _typed_extreme, _extreme(operator.gt), (types.Number, types.Number))
teach(int, _typed_whole, _whole, (types.Number,))
teach(operator.getitem, _typed_member, _member, (BaseTuple, types.IntegerLiteral), literal=True)
