"""Kernels, one file each or one for a family, and the table that says whose they are."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from guinet.core.module import Module
from guinet.engine.compiled.kernel import Kernel

__all__ = ["KERNELS", "kernel_for"]

KERNELS = {
    "AdaptiveAvgPool2d": "whole_sums.WholeSumsKernel",
    "AdaptiveMaxPool2d": "max_pool2d.MaxPool2dKernel",
    "Add": "add.AddKernel",
    "AlphaDropout": "noise.AlphaDropoutKernel",
    "AvgPool2d": "avg_pool2d.AvgPool2dKernel",
    "BatchNorm": "batch_norm.BatchNormKernel",
    "BCELoss": "bce_loss.BCELossKernel",
    "BCEWithLogitsLoss": "bce_with_logits_loss.BCEWithLogitsLossKernel",
    "CategoricalCrossEntropy": "categorical_cross_entropy.CategoricalCrossEntropyKernel",
    "CELU": "exponential_units.CELUKernel",
    "Concat": "copies.ConcatKernel",
    "Constant": "constant.ConstantKernel",
    "Conv2d": "conv2d.Conv2dKernel",
    "ConvTranspose2d": "conv_transpose2d.ConvTranspose2dKernel",
    "CrossEntropyLoss": "cross_entropy_loss.CrossEntropyLossKernel",
    "Divide": "merges.DivideKernel",
    "Dropout": "noise.DropoutKernel",
    "Dropout2d": "noise.Dropout2dKernel",
    "ELU": "exponential_units.ELUKernel",
    "Embedding": "embedding.EmbeddingKernel",
    "Flatten": "reshape.ReshapeKernel",
    "GaussianKL": "penalties.GaussianKLKernel",
    "GaussianNoise": "noise.GaussianNoiseKernel",
    "GELU": "gelu.GELUKernel",
    "GroupNorm": "group_norm.GroupNormKernel",
    "GRU": "gru.GRUKernel",
    "HalfSquaredError": "difference_losses.HalfSquaredErrorKernel",
    "Hardsigmoid": "hard_units.HardsigmoidKernel",
    "Hardswish": "hard_units.HardswishKernel",
    "Hardtanh": "piecewise_linear.HardtanhKernel",
    "HuberLoss": "difference_losses.HuberLossKernel",
    "Identity": "identity.IdentityKernel",
    "Inlet": "identity.IdentityKernel",
    "InstanceNorm": "group_norm.InstanceNormKernel",
    "KLDivLoss": "kl_div_loss.KLDivLossKernel",
    "L1Loss": "difference_losses.L1LossKernel",
    "L1Penalty": "penalties.L1PenaltyKernel",
    "L2Normalise": "l2_normalise.L2NormaliseKernel",
    "L2Penalty": "penalties.L2PenaltyKernel",
    "LayerNorm": "sample_norm.LayerNormKernel",
    "LeakyReLU": "piecewise_linear.LeakyReLUKernel",
    "Linear": "linear.LinearKernel",
    "LogSigmoid": "soft_units.LogSigmoidKernel",
    "LogSoftmax": "softmax.LogSoftmaxKernel",
    "LSTM": "lstm.LSTMKernel",
    "Maximum": "merges.MaximumKernel",
    "MaxPool2d": "max_pool2d.MaxPool2dKernel",
    "Mean": "whole_sums.WholeSumsKernel",
    "Mish": "soft_units.MishKernel",
    "MSELoss": "difference_losses.MSELossKernel",
    "MultiheadAttention": "multihead_attention.MultiheadAttentionKernel",
    "Multiply": "merges.MultiplyKernel",
    "NLLLoss": "nll_loss.NLLLossKernel",
    "Outlet": "identity.IdentityKernel",
    "Pad": "copies.ConstantPadKernel",
    "Permute": "copies.PermuteKernel",
    "PixelShuffle": "pixel_shuffle.PixelShuffleKernel",
    "PixelUnshuffle": "pixel_shuffle.PixelUnshuffleKernel",
    "PositionalEncoding": "positional_encoding.PositionalEncodingKernel",
    "PReLU": "learned_factors.PReLUKernel",
    "ReLU": "piecewise_linear.ReLUKernel",
    "ReLU6": "piecewise_linear.ReLU6Kernel",
    "Reroute": "identity.IdentityKernel",
    "Reshape": "reshape.ReshapeKernel",
    "RMSNorm": "sample_norm.RMSNormKernel",
    "RNN": "rnn.RNNKernel",
    "Scale": "learned_factors.ScaleKernel",
    "SELU": "exponential_units.SELUKernel",
    "Sigmoid": "sigmoids.SigmoidKernel",
    "SiLU": "silu.SiLUKernel",
    "Slice": "copies.SliceKernel",
    "SmoothL1Loss": "difference_losses.SmoothL1LossKernel",
    "Softmax": "softmax.SoftmaxKernel",
    "Softmin": "softmax.SoftminKernel",
    "Softplus": "soft_units.SoftplusKernel",
    "Softsign": "soft_units.SoftsignKernel",
    "Split": "copies.SplitKernel",
    "Squeeze": "reshape.ReshapeKernel",
    "StopGradient": "identity.IdentityKernel",
    "Subtract": "merges.SubtractKernel",
    "Sum": "whole_sums.WholeSumsKernel",
    "Tanh": "sigmoids.TanhKernel",
    "Unsqueeze": "reshape.ReshapeKernel",
    "Upsample": "upsample.UpsampleKernel",
}
"""By the name of a module of guinet's own, the file and the class of its kernel.

They are read when a plan first needs them: most networks use a few.
"""


@cache
def kernel_for(module: type[Module]) -> type[Kernel] | None:
    """Return the kernel of a type of modules, None if there is none."""
    place = KERNELS.get(module.type_name())
    # A plugin may have given its module a name that one of guinet's own has, too.
    if place is None or not module.__module__.startswith("guinet.modules."):
        return None
    file, _, name = place.partition(".")
    kernel: type[Kernel] = getattr(import_module(f"{__name__}.{file}"), name)
    return kernel
