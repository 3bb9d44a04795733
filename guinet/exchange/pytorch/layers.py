"""From a call in PyTorch text to a module of the library."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from guinet.core.category import Category
from guinet.core.errors import HyperparameterError
from guinet.core.fields import shortened
from guinet.core.module import Module
from guinet.exchange.pytorch.signatures import IGNORED, ONLY, SIGNATURES, SIZES, Signature
from guinet.exchange.pytorch.values import Call, Unknown, refuse
from guinet.graph.chain import Layer
from guinet.modules import modules

__all__ = ["layer_of"]

_LAZY = "Lazy"
_SIDES = ("left", "right", "top", "bottom")


def layer_of(name: str, call: Call) -> Layer:
    """Return the layer that a call makes.

    Raises
    ------
    FileError
        If guinet has no such module, or not with these arguments.
    """
    signature, module_type = _known(call)
    arguments = _by_name(call, signature)
    reads, settings = _sorted_out(call, arguments)
    settings = {**signature.defaults, **signature.settings, **_translated(call, settings)}
    for key, value in settings.items():
        if key not in module_type.fields:
            raise refuse(call.line, f"{call.name} has no argument {key} here.")
        if isinstance(value, Unknown | Call):
            raise refuse(
                call.line,
                f"{key} of {call.name} is {_written(value)}, and only numbers and words are read; "
                "write the value itself.",
            )
    missing = [key for key in _required(call, signature) if key not in arguments]
    if missing:
        raise refuse(call.line, f"{call.name} needs {missing[0]}.")
    try:
        return Layer(module_type(**settings), name, reads)
    except HyperparameterError as error:
        raise refuse(call.line, str(error)) from None


def _known(call: Call) -> tuple[Signature, type[Module]]:
    name = call.name
    lazy = name.startswith(_LAZY) and name.removeprefix(_LAZY) in SIGNATURES
    signature = SIGNATURES.get(name.removeprefix(_LAZY) if lazy else name)
    if lazy and signature is not None:
        order = tuple(key for key in signature.order if key not in SIZES)
        name = name.removeprefix(_LAZY)
        signature = Signature(order, signature.module, signature.settings, signature.defaults)
    module_type = modules.get(signature.module or name if signature is not None else name)
    if module_type is None or module_type.category in (Category.DATA, Category.COMPOSITE):
        raise refuse(call.line, f"guinet has no module for {shortened(call.name)}{_close(call)}")
    if len(module_type.inputs) != 1 or module_type.category is Category.LOSS:
        raise refuse(
            call.line,
            f"{call.name} does not read one value and pass another on, so it has no place in a "
            "chain; add it on the canvas.",
        )
    return signature or Signature(tuple(module_type.fields)), module_type


def _close(call: Call) -> str:
    by_lower = {name.lower(): name for name in SIGNATURES}
    close = get_close_matches(call.name.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[close[0]]}?" if close else "; take that line out."


def _by_name(call: Call, signature: Signature) -> dict[str, Any]:
    if call.name == "Identity":  # takes anything and makes nothing of it
        return {}
    if len(call.args) > len(signature.order):
        raise refuse(
            call.line,
            f"{call.name} takes {len(signature.order)} arguments at most, and {len(call.args)} "
            "are given.",
        )
    found = dict(zip(signature.order, call.args, strict=False))
    for key, value in call.named.items():
        if key in found:
            raise refuse(call.line, f"{call.name} is given {key} twice.")
        if key not in signature.order and key not in IGNORED:
            raise refuse(call.line, f"{call.name} has no argument {shortened(key)}.")
        found[key] = value
    return found


def _sorted_out(call: Call, arguments: Mapping[str, Any]) -> tuple[int | None, dict[str, Any]]:
    """Return the width that is said to arrive, and what is left once that is taken out."""
    reads: int | None = None
    settings: dict[str, Any] = {}
    for key, value in arguments.items():
        if key in SIZES:
            last = value[-1] if isinstance(value, tuple) and len(value) == 1 else value
            reads = last if isinstance(last, int) and not isinstance(last, bool) else None
        elif key in ONLY:
            if value not in ONLY[key]:
                raise refuse(
                    call.line,
                    f"{call.name} is computed with {key} {ONLY[key][0]!r} only, not "
                    f"{_written(value)}.",
                )
        elif key not in IGNORED:
            settings[key] = value
    return reads, settings


def _translated(call: Call, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the settings as the module here has them, where PyTorch words them otherwise."""
    match call.name:
        case "PReLU":
            return _prelu(settings)
        case "Unflatten":
            return _unflatten(call, settings)
        case "Softmax" | "LogSoftmax" | "Softmin":
            # The last axis is the one of the classes, but for images.
            return {"dim": None if settings.get("dim") == -1 else settings.get("dim")}
        case name if name.endswith("Pad2d"):
            return _pad(call, settings)
        case name if name.startswith("Upsampl"):
            return {key: value for key, value in settings.items() if value is not None}
        case name if "Pool" in name:
            return _pool(settings)
        case name if "Norm" in name:
            return _norm(call, settings)
        case _:
            return settings


def _pool(settings: dict[str, Any]) -> dict[str, Any]:
    """Leave a stride out that is the window's own size, as PyTorch prints it always."""
    same = _single(settings.get("stride")) == _single(settings.get("kernel_size"))
    return {key: value for key, value in settings.items() if key != "stride" or not same}


def _single(value: Any) -> Any:
    """Return one number where all axes have the same."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _norm(call: Call, settings: dict[str, Any]) -> dict[str, Any]:
    """Leave out whether there is a shift, where here it comes with the scale."""
    if call.name.startswith("LayerNorm"):
        return settings
    affine = settings.get("affine", not call.name.startswith("InstanceNorm"))
    if settings.get("bias", True) is not True and affine is not False:
        raise refuse(call.line, f"{call.name} is computed with a bias only, if it has a weight.")
    return {key: value for key, value in settings.items() if key != "bias"}


def _prelu(settings: dict[str, Any]) -> dict[str, Any]:
    count, start = settings.get("num_parameters", 1), settings.get("init", 0.25)
    per_channel = isinstance(count, int) and count > 1
    given = {"type": "constant", "value": start}
    return {
        "per_channel": per_channel,
        "weight_init": start if isinstance(start, Unknown | Call) else given,
    }


def _unflatten(call: Call, settings: dict[str, Any]) -> dict[str, Any]:
    if settings.get("dim") != 1:
        raise refuse(call.line, "Unflatten is computed with dim 1 only.")
    return {"shape": settings.get("unflattened_size", Unknown("nothing"))}


def _pad(call: Call, settings: dict[str, Any]) -> dict[str, Any]:
    amounts = settings.pop("padding", Unknown("nothing"))
    amounts = amounts if isinstance(amounts, tuple) else (amounts,) * len(_SIDES)
    if len(amounts) != len(_SIDES):
        raise refuse(call.line, f"{call.name} is padded by one number or by four.")
    return {**dict(zip(_SIDES, amounts, strict=True)), **settings}


def _required(call: Call, signature: Signature) -> tuple[str, ...]:
    """Return the arguments that PyTorch demands and that have a default here."""
    demanded = {
        "out_features",
        "out_channels",
        "kernel_size",
        "hidden_size",
        "num_groups",
        "embedding_dim",
        "output_size",
        "upscale_factor",
        "downscale_factor",
    }
    return tuple(key for key in signature.order if key in demanded)


def _written(value: object) -> str:
    if isinstance(value, Unknown):
        return shortened(value.text)[1:-1]
    return f"{value.name}(...)" if isinstance(value, Call) else shortened(value)
