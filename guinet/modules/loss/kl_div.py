"""KLDivLoss: what it costs to take one distribution for another."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Change, Insert
from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss, are_log_probabilities, are_probabilities
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["KLDivLoss"]

_SMALLEST = 1e-30


class KLDivLoss(Loss):
    """Kullback-Leibler divergence of the predicted distribution from the target's.

    For targets that are distributions themselves, such as the answers of a larger network
    (distillation). It is the cross entropy less the entropy of the target, so it is 0 exactly
    where the two agree; the gradient to the prediction is that of the cross entropy.

    By default it reads log-probabilities, as PyTorch does: a LogSoftmax stands before it. With
    ``log_prediction`` off it reads probabilities, as a Softmax gives them.

    Shapes: prediction and target (N, ...), equal; summed over each sample, mean over the N
    samples alone (PyTorch's ``batchmean``). Probabilities below 1e-30 count as 1e-30, with
    gradient 0, so that 0 log 0 is 0; log-targets above 0 count as 0, with gradient 0.
    Source: Kullback and Leibler (1951), On Information and Sufficiency; as
    ``torch.nn.KLDivLoss``.
    """

    task = "classification"
    formula = Formula(
        forward=(
            (
                r"L = \frac{1}{N} \sum_n \sum_k \when{log_target}{e^{y_{nk}}}{y_{nk}} \left("
                r" \when{!log_target}{\log} y_{nk} - \when{!log_prediction}{\log} \hat{y}_{nk}"
                r" \right)"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial \hat{y}_{nk}} = - \frac{1}{N}"
                r" \when{log_prediction}{\when{log_target}{e^{y_{nk}}}{y_{nk}}}"
                r"{\frac{\when{log_target}{e^{y_{nk}}}{y_{nk}}}{\hat{y}_{nk}}}"
            ),
        ),
    )
    # The prediction is always the smaller one, so that no terms of opposite sign cancel.
    examples = (
        Example((FieldSpec((3,), low=-6.0, high=-3.0), FieldSpec((3,), "class"))),
        Example(
            (FieldSpec((4, 3), low=-6.0, high=-3.0), FieldSpec((4, 3), low=-2.0, high=0.0)),
            {"log_target": True},
        ),
        Example(
            (FieldSpec((3, 2, 2), low=0.0, high=0.05), FieldSpec((3, 2, 2), low=0.0, high=1.0)),
            {"log_prediction": False},
        ),
        Example(
            (FieldSpec((4,), low=0.0, high=0.05), FieldSpec((4,))),
            {"log_prediction": False, "log_target": True, "loss_weight": 0.5},
        ),
    )

    log_prediction = BoolField(
        True, doc="Whether the prediction is log-probabilities; off: probabilities."
    )
    log_target = BoolField(
        False, doc="Whether the target is log-probabilities; off: probabilities."
    )

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on logarithms in place of probabilities, and the other way round."""
        prediction, target = inputs
        return (*self._review_prediction(prediction), *self._review_target(target))

    def _review_prediction(self, spec: FieldSpec) -> tuple[Advice, ...]:
        if self.log_prediction and are_probabilities(spec):
            message = "KLDivLoss is set to read log-probabilities, and gets probabilities."
            hint = "Switch log_prediction off, or put LogSoftmax in the place of Softmax."
            return (Advice("prediction", message, hint, (Change("log_prediction", False),)),)
        if self.log_prediction and not are_log_probabilities(spec):
            message = "KLDivLoss reads log-probabilities, and the prediction can be above 0."
            return (Advice("prediction", message, "Put LogSoftmax before it."),)
        if not self.log_prediction and are_log_probabilities(spec):
            message = "KLDivLoss is set to read probabilities, and gets numbers of at most 0."
            hint = "Switch log_prediction on for the output of LogSoftmax."
            return (Advice("prediction", message, hint, (Change("log_prediction", True),)),)
        if not self.log_prediction and not are_probabilities(spec):
            message = "KLDivLoss is set to read probabilities, and gets any numbers."
            softmax = Insert("prediction", "Softmax")
            return (Advice("prediction", message, "Insert Softmax before it.", (softmax,)),)
        return ()

    def _review_target(self, spec: FieldSpec) -> tuple[Advice, ...]:
        probabilities = spec.kind == "class" or are_probabilities(spec)
        if self.log_target and probabilities:
            message = "KLDivLoss is set to read log-probabilities as target, and gets shares."
            switch = Change("log_target", False)
            return (Advice("target", message, "Switch log_target off.", (switch,)),)
        if not self.log_target and not probabilities and are_log_probabilities(spec):
            message = "KLDivLoss reads probabilities as target, and gets numbers of at most 0."
            hint = "Switch log_target on for log-probabilities."
            return (Advice("target", message, hint, (Change("log_target", True),)),)
        if not self.log_target and not probabilities and None not in (spec.low, spec.high):
            message = (
                f"KLDivLoss needs targets between 0 and 1, and these go from {spec.low:g} to "
                f"{spec.high:g}."
            )
            return (Advice("target", message, "Give it probabilities that sum to 1."),)
        return ()

    def probabilities(self, prediction: Array) -> Array:
        """Return the prediction, or e to its power where it holds logarithms."""
        return np.exp(prediction) if self.log_prediction else prediction

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return Σ y (log y − log ŷ) / N, and its gradients."""
        prediction, target = inputs
        count = len(prediction)
        if self.log_target:
            inside = target <= 0
            log_y = np.minimum(target, 0)
            y = np.exp(log_y)
        else:
            inside = target > _SMALLEST
            y = np.maximum(target, _SMALLEST)
            log_y = np.log(y)
        clipped = prediction if self.log_prediction else np.maximum(prediction, _SMALLEST)
        log_p = clipped if self.log_prediction else np.log(clipped)
        distance = log_y - log_p
        d_prediction = y / -count
        if not self.log_prediction:
            d_prediction = (prediction > _SMALLEST) * d_prediction / clipped
        d_target = inside * (distance + 1) / count
        if self.log_target:
            d_target = d_target * y
        return np.sum(y * distance) / count, d_prediction, d_target

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.kl_div`` of the clamped distributions."""
        prediction = "{prediction}"
        if not self.log_prediction:
            prediction = f"{{prediction}}.clamp(min={_SMALLEST}).log()"
        target = "max=0" if self.log_target else f"min={_SMALLEST}"
        return TorchForm(
            f'F.kl_div({prediction}, {{target}}.clamp({target}), reduction="batchmean", '
            f"log_target={self.log_target})"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the mean of y (log y − log ŷ) times the numbers of a sample."""
        nodes: list[OnnxNode] = []
        log_p = "prediction"
        if not self.log_prediction:
            nodes.append(OnnxNode("Max", ("prediction", "smallest"), ("clipped",)))
            nodes.append(OnnxNode("Log", ("clipped",), ("log_p",)))
            log_p = "log_p"
        if self.log_target:
            nodes.append(OnnxNode("Min", ("target", "zero"), ("log_y",)))
            nodes.append(OnnxNode("Exp", ("log_y",), ("y",)))
        else:
            nodes.append(OnnxNode("Max", ("target", "smallest"), ("y",)))
            nodes.append(OnnxNode("Log", ("y",), ("log_y",)))
        nodes += [
            OnnxNode("Sub", ("log_y", log_p), ("distance",)),
            OnnxNode("Mul", ("y", "distance"), ("terms",)),
            OnnxNode("ReduceMean", ("terms",), ("mean",), {"keepdims": 0}),
            OnnxNode("Mul", ("mean", "size"), ("loss",)),
        ]
        constants: dict[str, Array] = {"size": np.asarray(inputs[0].size, np.float32)}
        if self.log_target:
            constants["zero"] = np.asarray(0.0, np.float32)
        if not (self.log_prediction and self.log_target):
            constants["smallest"] = np.asarray(_SMALLEST, np.float32)
        return OnnxForm(tuple(nodes), constants)
