"""What a module is: a differentiable building block that declares everything about itself.

A module is a pure description. It holds hyperparameters, never arrays: weights and state are
handed to `Module.forward`, which returns the outputs together with a callback for the way
back. The callback closes over whatever the derivative needs ("a module stores its input"),
so nothing can go stale.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from guinet.core.advice import Advice
from guinet.core.category import Category
from guinet.core.configured import Configured
from guinet.core.context import Context
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.spec import FieldSpec, Kind, Specs
from guinet.core.types import Arrays, Named, Result
from guinet.core.weight import StateSpec, WeightSpec

__all__ = ["Example", "Module", "Port"]


@dataclass(frozen=True)
class Port:
    """A named place where an edge ends or begins.

    Attributes
    ----------
    name
        Unique among the inputs, and among the outputs, of a module.
    kinds
        Kinds of value an input accepts; ignored for outputs, whose kind `Module.infer` tells.
    doc
        A few words for the canvas.
    constant
        Whether an input also takes what exists once per batch (a Constant, a loss) rather than
        once per sample.
    """

    name: str
    kinds: tuple[Kind, ...] = ("float", "class")
    doc: str = ""
    constant: bool = False

    def describe(self) -> dict[str, Any]:
        """Describe the port for programs: name, kinds, doc, constant."""
        return {
            "name": self.name,
            "kinds": list(self.kinds),
            "doc": self.doc,
            "constant": self.constant,
        }


@dataclass(frozen=True)
class Example:
    """A configuration with input specs under which the module works; the laws test these."""

    inputs: tuple[FieldSpec, ...]
    settings: dict[str, Any] = field(default_factory=dict)


class Module(Configured, ABC):
    """Base of all modules.

    A subclass declares hyperparameters as fields, the class attributes below, and
    `infer`, `forward`, `torch_form` and `onnx_form`; and `weights` and `state` if it has any.

    Attributes
    ----------
    category
        Family in the palette.
    formula
        Forward and backward arithmetic in LaTeX; parts of it may depend on settings, see
        `guinet.core.forms.Formula`. From the class it is that of the default settings.
    inputs, outputs
        Ports. Where their number depends on a hyperparameter, override `input_ports` or
        `output_ports`.
    variadic
        Name of the hyperparameter that counts the inputs, where one does; builder and canvas
        raise it when a further edge arrives.
    width_field
        Name of the hyperparameter that is the size of the output, where one is; "make this
        10 wide" sets it.
    examples
        Configurations that the laws check.
    kinks
        Input values at which the derivative jumps; numerical checks stay away from them. Where
        they depend on hyperparameters, override `kink_values`.
    detaches
        Whether the way back is closed on purpose: no gradient, whatever the derivative is.
    version
        Raised when settings change their meaning; `migrate` then translates older ones.
    """

    category: ClassVar[Category]
    formula: ClassVar[Formula]
    inputs: ClassVar[tuple[Port, ...]] = (Port("x"),)
    outputs: ClassVar[tuple[Port, ...]] = (Port("y"),)
    variadic: ClassVar[str | None] = None
    width_field: ClassVar[str | None] = None
    examples: ClassVar[Sequence[Example]] = ()
    kinks: ClassVar[tuple[float, ...]] = ()
    detaches: ClassVar[bool] = False
    version: ClassVar[int] = 1

    @classmethod
    def migrate(cls, settings: dict[str, Any], version: int) -> dict[str, Any]:
        """Translate the settings of an older version of the module; pure."""
        return settings

    @classmethod
    def defects(cls) -> tuple[str, ...]:
        """Say what the declaration lacks: documentation, category, formula, a name of a field."""
        name = cls.type_name()
        found = list(super().defects())
        if not isinstance(getattr(cls, "category", None), Category):
            found.append(f"{name} has no category.")
        try:
            if not isinstance(getattr(cls, "formula", None), Formula):
                found.append(f"{name} has no formula.")
        except ValueError as reason:
            found.append(f"The formula of {name} cannot be read: {reason}.")
        found.extend(
            f"{name} has no field {field_name}."
            for field_name in (cls.variadic, cls.width_field)
            if field_name is not None and field_name not in cls.fields
        )
        return tuple(found)

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Describe the type for programs, as JSON can hold it.

        Returns
        -------
        dict
            name, category, summary, doc (the whole help text), version; fields (see
            `Field.schema`); inputs and outputs (see `Port.describe`), as they are with the
            default settings; variadic and width_field (names of fields, or None); formulas,
            forward and backward, in LaTeX.
        """
        default = cls()

        return {
            "name": cls.type_name(),
            "category": cls.category.value,
            "summary": cls.summary(),
            "doc": cls.help_text(),
            "version": cls.version,
            "fields": [field.schema() for field in cls.fields.values()],
            "inputs": [port.describe() for port in default.input_ports()],
            "outputs": [port.describe() for port in default.output_ports()],
            "variadic": cls.variadic,
            "width_field": cls.width_field,
            "formulas": {
                "forward": list(cls.formula.forward),
                "backward": list(cls.formula.backward),
            },
        }

    def input_ports(self) -> tuple[Port, ...]:
        """Return the input ports in order."""
        return self.inputs

    def output_ports(self) -> tuple[Port, ...]:
        """Return the output ports in order."""
        return self.outputs

    def kink_values(self) -> tuple[float, ...]:
        """Return the input values at which the derivative jumps."""
        return self.kinks

    def formulas(self) -> Formula:
        """Return the arithmetic of this very module, with its settings."""
        return self.formula

    @property
    def couples_samples(self) -> bool:
        """Whether a training step sees one sample differently when others are in the batch.

        Statistics of the batch do that, outputs and new state alike, and so does a mean in
        which samples weigh differently. The plain mean that a loss takes does not. The parts
        of a batch of such a module can only be computed apart if they exchange what they must.
        """
        return False

    @property
    def draws(self) -> bool:
        """Whether a training step draws random numbers from the context."""
        return False

    @abstractmethod
    def infer(self, inputs: Specs) -> Specs:
        """Return the specs of the outputs (the shape rule).

        Parameters
        ----------
        inputs
            One spec per input port.

        Raises
        ------
        ShapeError
            If the module cannot read an input.
        """

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the learned arrays by name, for inputs that `infer` has accepted."""
        return {}

    def state(self, inputs: Specs) -> dict[str, StateSpec]:
        """Return the arrays that are kept but not learned, by name."""
        return {}

    @abstractmethod
    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the outputs; pure, no argument is changed.

        Parameters
        ----------
        inputs
            One array per input port, batch axis first.
        weights, state
            Arrays by the names that `weights` and `state` declare.
        ctx
            Training or evaluation, and randomness.

        Returns
        -------
        outputs
            One array per output port.
        backward
            From the gradients of the outputs (None for one nobody used) to those of the
            inputs (None where there is none) and of the weights.
        new_state
            The state after this pass; ``{}`` where it did not change.
        """

    @abstractmethod
    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return how the module reads in PyTorch."""

    @abstractmethod
    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return how the module reads in ONNX, in evaluation mode."""

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Return remarks on inputs that fit in shape but hardly in meaning."""
        return ()

    def multiply_adds(self, inputs: Specs) -> int:
        """Return the multiplications of the forward pass for one sample (0: negligible)."""
        return 0

    def weight_count(self, inputs: Specs) -> int:
        """Return the number of learned numbers."""
        return sum(weight.size for weight in self.weights(inputs).values())
