"""How parts become one kernel: a short way through the compiler that skips what our code does not need.

A part is typed, written down and handed on; only a whole kernel is optimised and made executable, once, with all
its parts inside. Numba's own way optimises every function by itself, makes it executable and wraps it for
Python, and asks again what ``float + float`` is each time it is written. Both give the same bits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from numba import _dynfunc
from numba.core import cgutils, typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.registry import CPUDispatcher
from numba.core.types.misc import unliteral
from numba.core.typing.templates import infer_global

F = TypeVar("F", bound=Callable[..., Any])

# Strict IEEE arithmetic, no interpreter lock. Nothing is allocated, and that is said too, because counting
# references to arrays at every call costs more than the arithmetic of a district.
OPTIONS = {
    "nopython": True, "nogil": True, "fastmath": False, "error_model": "numpy", "boundscheck": None, "_nrt": False,
    "no_cfunc_wrapper": True,
}  # fmt: skip


def compiled(function: F) -> CPUDispatcher:
    """A kernel: the function with all its parts, executable, kept on disk."""
    dispatcher = CPUDispatcher(function, {}, dict(OPTIONS), _KernelCompiler)
    dispatcher.enable_caching()
    return dispatcher


def known(function: F, **options: bool) -> F:
    """Let kernels call a function, which stays plain Python for everybody else."""
    dispatcher = _PartDispatcher(function, {}, {**OPTIONS, "no_cpython_wrapper": True, **options}, _PartCompiler)
    _parts.append(dispatcher)
    infer_global(function, types.Dispatcher(dispatcher))
    return function


_parts: list[CPUDispatcher] = []  # the compiler itself holds them weakly


class _PartDispatcher(CPUDispatcher):
    """A part is written down once for a type of argument, not once for every constant it is called with."""

    def get_call_template(self, args: Any, kws: Any) -> Any:
        plain = {name: unliteral(kind) for name, kind in kws.items()}
        return super().get_call_template([unliteral(kind) for kind in args], plain)


class _PartLibrary(JITCodeLibrary):
    """Code on its way into a kernel, left as it was written."""

    def add_llvm_module(self, ll_module: Any) -> None:
        self._final_module.link_in(ll_module)

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalized = True

    def alone(self) -> Any:
        """The part without those it calls."""
        return super()._get_module_for_linking()

    def _get_module_for_linking(self) -> Any:
        """The part with all it calls, for code that is compiled in the ordinary way."""
        whole = self.alone().clone()
        for library in self.needed({}):
            whole.link_in(_module(library), preserve=True)
        return whole

    def needed(self, found: dict[Any, None]) -> dict[Any, None]:
        """All libraries below this one, each once."""
        for library in self._linking_libraries:
            if library not in found:
                found[library] = None
                if isinstance(library, _PartLibrary):
                    library.needed(found)
        return found


def _module(library: Any) -> Any:
    return library.alone() if isinstance(library, _PartLibrary) else library._get_module_for_linking()


class _KernelLibrary(_PartLibrary):
    """A whole kernel: linked, optimised, made executable."""

    _get_module_for_linking = _PartLibrary.alone

    def finalize(self) -> None:
        self._raise_if_finalized()
        for library in self.needed({}):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(_module(library), preserve=True)
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)
        self._final_module.verify()
        self._finalize_final_module()


class _Remembering:
    """A typing context that is asked once for every combination of function and arguments."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._answers: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def resolve_function_type(self, function: Any, args: Any, kws: Any) -> Any:
        if kws or isinstance(function, (types.Dispatcher, types.BoundFunction)):
            return self._context.resolve_function_type(function, args, kws)
        key = function, tuple(args)
        if self._answers.get(key) is None:
            self._answers[key] = self._context.resolve_function_type(function, args, kws)
        return self._answers[key]


_remembering: dict[int, _Remembering] = {}


@register_pass(mutates_CFG=True, analysis_only=False)
class _Typing(typed_passes.NopythonTypeInference):
    _name = "ripeness_typing"

    def run_pass(self, state: Any) -> bool:
        own = state.typingctx
        state.typingctx = _remembering.setdefault(id(own), _Remembering(own))
        try:
            return bool(super().run_pass(state))
        finally:
            state.typingctx = own


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(typed_passes.NativeLowering):
    _name = "ripeness_kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _KernelLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(typed_passes.NativeLowering):
    _name = "ripeness_part_lowering"

    def run_pass(self, state: Any) -> bool:
        library = _PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library, state.flags.no_compile = library, True
        super().run_pass(state)
        lowered, function = state["cr"], state.func_id.func
        # What stands for the executable that there is not; the compiler finds the call by it.
        module = sys.modules[function.__module__]
        handle = _dynfunc.make_function(module, function.__name__, "", 0, lowered.env, (library,))
        call = _call(lowered.fndesc, library)
        state.targetctx._defns[handle].append(call, call.signature)
        state["cr"] = lowered._replace(cfunc=handle)
        return True


def _call(description: Any, library: _PartLibrary) -> Any:
    """How a part is called. Parts raise nothing, so that no caller looks at a status."""

    def write(context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        convention, result = context.call_conv, description.restype
        function = context.declare_function(builder.module, description)
        place = cgutils.alloca_once(builder, convention.get_return_type(result).pointee)
        problem = cgutils.get_null_value(function.args[1].type)
        values = convention._get_arg_packer(description.argtypes).as_arguments(builder, args)
        builder.call(function, [place, problem, *values])
        if result is types.none:
            return context.get_dummy_value()
        return convention.context.get_returned_value(builder, result, builder.load(place))

    write.signature = description.argtypes  # type: ignore[attr-defined]
    write.libs = (library,)  # type: ignore[attr-defined]
    return write


class _Compiler(CompilerBase):
    lowering: Any

    def define_pipelines(self) -> list[PassManager]:
        manager = PassManager("ripeness")
        for step in (
            untyped_passes.TranslateByteCode, untyped_passes.FixupArgs, untyped_passes.IRProcessing,
            untyped_passes.ReconstructSSA, _Typing, typed_passes.PreLowerStripPhis, typed_passes.IRLegalization,
            typed_passes.AnnotateTypes, self.lowering, typed_passes.NoPythonBackend,
        ):  # fmt: skip
            manager.add_pass(step, step.__name__)
        manager.finalize()
        return [manager]


class _PartCompiler(_Compiler):
    lowering = _PartLowering


class _KernelCompiler(_Compiler):
    lowering = _KernelLowering
