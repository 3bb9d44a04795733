"""Kernels, one file each, and the table that says whose they are."""

from __future__ import annotations

from guinet.core.module import Module
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.activations import SigmoidKernel, TanhKernel
from guinet.engine.compiled.kernels.add import AddKernel
from guinet.engine.compiled.kernels.avg_pool2d import AvgPool2dKernel
from guinet.engine.compiled.kernels.batch_norm import BatchNormKernel
from guinet.engine.compiled.kernels.bce_loss import BCELossKernel
from guinet.engine.compiled.kernels.bce_with_logits_loss import BCEWithLogitsLossKernel
from guinet.engine.compiled.kernels.categorical_cross_entropy import CategoricalCrossEntropyKernel
from guinet.engine.compiled.kernels.constant import ConstantKernel
from guinet.engine.compiled.kernels.conv2d import Conv2dKernel
from guinet.engine.compiled.kernels.conv_transpose2d import ConvTranspose2dKernel
from guinet.engine.compiled.kernels.copies import (
    ConcatKernel,
    ConstantPadKernel,
    PermuteKernel,
    SliceKernel,
    SplitKernel,
)
from guinet.engine.compiled.kernels.cross_entropy_loss import CrossEntropyLossKernel
from guinet.engine.compiled.kernels.difference_losses import (
    HalfSquaredErrorKernel,
    HuberLossKernel,
    L1LossKernel,
    MSELossKernel,
    SmoothL1LossKernel,
)
from guinet.engine.compiled.kernels.embedding import EmbeddingKernel
from guinet.engine.compiled.kernels.exponential_units import CELUKernel, ELUKernel, SELUKernel
from guinet.engine.compiled.kernels.flatten import FlattenKernel
from guinet.engine.compiled.kernels.gelu import GELUKernel
from guinet.engine.compiled.kernels.group_norm import GroupNormKernel, InstanceNormKernel
from guinet.engine.compiled.kernels.gru import GRUKernel
from guinet.engine.compiled.kernels.hard_units import HardsigmoidKernel, HardswishKernel
from guinet.engine.compiled.kernels.identity import IdentityKernel
from guinet.engine.compiled.kernels.kl_div_loss import KLDivLossKernel
from guinet.engine.compiled.kernels.l2_normalise import L2NormaliseKernel
from guinet.engine.compiled.kernels.learned_factors import PReLUKernel, ScaleKernel
from guinet.engine.compiled.kernels.linear import LinearKernel
from guinet.engine.compiled.kernels.lstm import LSTMKernel
from guinet.engine.compiled.kernels.max_pool2d import MaxPool2dKernel
from guinet.engine.compiled.kernels.merges import (
    DivideKernel,
    MaximumKernel,
    MultiplyKernel,
    SubtractKernel,
)
from guinet.engine.compiled.kernels.multihead_attention import MultiheadAttentionKernel
from guinet.engine.compiled.kernels.nll_loss import NLLLossKernel
from guinet.engine.compiled.kernels.noise import (
    AlphaDropoutKernel,
    Dropout2dKernel,
    DropoutKernel,
    GaussianNoiseKernel,
)
from guinet.engine.compiled.kernels.penalties import (
    GaussianKLKernel,
    L1PenaltyKernel,
    L2PenaltyKernel,
)
from guinet.engine.compiled.kernels.piecewise_linear import (
    HardtanhKernel,
    LeakyReLUKernel,
    ReLU6Kernel,
    ReLUKernel,
)
from guinet.engine.compiled.kernels.pixel_shuffle import PixelShuffleKernel, PixelUnshuffleKernel
from guinet.engine.compiled.kernels.positional_encoding import PositionalEncodingKernel
from guinet.engine.compiled.kernels.reshape import ReshapeKernel
from guinet.engine.compiled.kernels.rnn import RNNKernel
from guinet.engine.compiled.kernels.sample_norm import LayerNormKernel, RMSNormKernel
from guinet.engine.compiled.kernels.silu import SiLUKernel
from guinet.engine.compiled.kernels.soft_units import (
    LogSigmoidKernel,
    MishKernel,
    SoftplusKernel,
    SoftsignKernel,
)
from guinet.engine.compiled.kernels.softmax import LogSoftmaxKernel, SoftmaxKernel, SoftminKernel
from guinet.engine.compiled.kernels.upsample import UpsampleKernel
from guinet.engine.compiled.kernels.whole_sums import WholeSumsKernel
from guinet.modules.activation.celu import CELU
from guinet.modules.activation.elu import ELU
from guinet.modules.activation.gelu import GELU
from guinet.modules.activation.hardsigmoid import Hardsigmoid
from guinet.modules.activation.hardswish import Hardswish
from guinet.modules.activation.hardtanh import Hardtanh
from guinet.modules.activation.identity import Identity
from guinet.modules.activation.leaky_relu import LeakyReLU
from guinet.modules.activation.log_sigmoid import LogSigmoid
from guinet.modules.activation.log_softmax import LogSoftmax
from guinet.modules.activation.mish import Mish
from guinet.modules.activation.prelu import PReLU
from guinet.modules.activation.relu import ReLU
from guinet.modules.activation.relu6 import ReLU6
from guinet.modules.activation.selu import SELU
from guinet.modules.activation.sigmoid import Sigmoid
from guinet.modules.activation.silu import SiLU
from guinet.modules.activation.softmax import Softmax
from guinet.modules.activation.softmin import Softmin
from guinet.modules.activation.softplus import Softplus
from guinet.modules.activation.softsign import Softsign
from guinet.modules.activation.tanh import Tanh
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.modules.convolution.conv2d import Conv2d
from guinet.modules.convolution.conv_transpose2d import ConvTranspose2d
from guinet.modules.down_sampling.adaptive_avg_pool2d import AdaptiveAvgPool2d
from guinet.modules.down_sampling.adaptive_max_pool2d import AdaptiveMaxPool2d
from guinet.modules.down_sampling.avg_pool2d import AvgPool2d
from guinet.modules.down_sampling.max_pool2d import MaxPool2d
from guinet.modules.linear.embedding import Embedding
from guinet.modules.linear.linear import Linear
from guinet.modules.loss.bce import BCELoss
from guinet.modules.loss.bce_with_logits import BCEWithLogitsLoss
from guinet.modules.loss.categorical_cross_entropy import CategoricalCrossEntropy
from guinet.modules.loss.cross_entropy import CrossEntropyLoss
from guinet.modules.loss.gaussian_kl import GaussianKL
from guinet.modules.loss.half_squared_error import HalfSquaredError
from guinet.modules.loss.huber import HuberLoss
from guinet.modules.loss.kl_div import KLDivLoss
from guinet.modules.loss.l1 import L1Loss
from guinet.modules.loss.l1_penalty import L1Penalty
from guinet.modules.loss.l2_penalty import L2Penalty
from guinet.modules.loss.mse import MSELoss
from guinet.modules.loss.nll import NLLLoss
from guinet.modules.loss.smooth_l1 import SmoothL1Loss
from guinet.modules.merge.add import Add
from guinet.modules.merge.concat import Concat
from guinet.modules.merge.constant import Constant
from guinet.modules.merge.divide import Divide
from guinet.modules.merge.flatten import Flatten
from guinet.modules.merge.maximum import Maximum
from guinet.modules.merge.mean import Mean
from guinet.modules.merge.multiply import Multiply
from guinet.modules.merge.pad import Pad
from guinet.modules.merge.permute import Permute
from guinet.modules.merge.reshape import Reshape
from guinet.modules.merge.scale import Scale
from guinet.modules.merge.slice import Slice
from guinet.modules.merge.split import Split
from guinet.modules.merge.squeeze import Squeeze
from guinet.modules.merge.stop_gradient import StopGradient
from guinet.modules.merge.subtract import Subtract
from guinet.modules.merge.sum import Sum
from guinet.modules.merge.unsqueeze import Unsqueeze
from guinet.modules.noise.alpha_dropout import AlphaDropout
from guinet.modules.noise.dropout import Dropout
from guinet.modules.noise.dropout2d import Dropout2d
from guinet.modules.noise.gaussian_noise import GaussianNoise
from guinet.modules.normalisation.batch_norm import BatchNorm
from guinet.modules.normalisation.group_norm import GroupNorm
from guinet.modules.normalisation.instance_norm import InstanceNorm
from guinet.modules.normalisation.l2_normalise import L2Normalise
from guinet.modules.normalisation.layer_norm import LayerNorm
from guinet.modules.normalisation.rms_norm import RMSNorm
from guinet.modules.sequence.gru import GRU
from guinet.modules.sequence.lstm import LSTM
from guinet.modules.sequence.multihead_attention import MultiheadAttention
from guinet.modules.sequence.positional_encoding import PositionalEncoding
from guinet.modules.sequence.rnn import RNN
from guinet.modules.up_sampling.pixel_shuffle import PixelShuffle
from guinet.modules.up_sampling.pixel_unshuffle import PixelUnshuffle
from guinet.modules.up_sampling.upsample import Upsample

__all__ = ["KERNELS"]

KERNELS: dict[type[Module], type[Kernel]] = {
    AdaptiveAvgPool2d: WholeSumsKernel,
    AdaptiveMaxPool2d: MaxPool2dKernel,
    Add: AddKernel,
    AlphaDropout: AlphaDropoutKernel,
    AvgPool2d: AvgPool2dKernel,
    BatchNorm: BatchNormKernel,
    BCELoss: BCELossKernel,
    BCEWithLogitsLoss: BCEWithLogitsLossKernel,
    CategoricalCrossEntropy: CategoricalCrossEntropyKernel,
    CELU: CELUKernel,
    Concat: ConcatKernel,
    Constant: ConstantKernel,
    Conv2d: Conv2dKernel,
    ConvTranspose2d: ConvTranspose2dKernel,
    CrossEntropyLoss: CrossEntropyLossKernel,
    Divide: DivideKernel,
    Dropout: DropoutKernel,
    Dropout2d: Dropout2dKernel,
    ELU: ELUKernel,
    Embedding: EmbeddingKernel,
    Flatten: FlattenKernel,
    GaussianKL: GaussianKLKernel,
    GaussianNoise: GaussianNoiseKernel,
    GELU: GELUKernel,
    GroupNorm: GroupNormKernel,
    GRU: GRUKernel,
    HalfSquaredError: HalfSquaredErrorKernel,
    Hardsigmoid: HardsigmoidKernel,
    Hardswish: HardswishKernel,
    Hardtanh: HardtanhKernel,
    HuberLoss: HuberLossKernel,
    Identity: IdentityKernel,
    Inlet: IdentityKernel,
    InstanceNorm: InstanceNormKernel,
    KLDivLoss: KLDivLossKernel,
    L1Loss: L1LossKernel,
    L1Penalty: L1PenaltyKernel,
    L2Normalise: L2NormaliseKernel,
    L2Penalty: L2PenaltyKernel,
    LayerNorm: LayerNormKernel,
    LeakyReLU: LeakyReLUKernel,
    Linear: LinearKernel,
    LogSigmoid: LogSigmoidKernel,
    LogSoftmax: LogSoftmaxKernel,
    LSTM: LSTMKernel,
    Maximum: MaximumKernel,
    MaxPool2d: MaxPool2dKernel,
    Mean: WholeSumsKernel,
    Mish: MishKernel,
    MSELoss: MSELossKernel,
    MultiheadAttention: MultiheadAttentionKernel,
    Multiply: MultiplyKernel,
    NLLLoss: NLLLossKernel,
    Outlet: IdentityKernel,
    Pad: ConstantPadKernel,
    Permute: PermuteKernel,
    PixelShuffle: PixelShuffleKernel,
    PixelUnshuffle: PixelUnshuffleKernel,
    PositionalEncoding: PositionalEncodingKernel,
    PReLU: PReLUKernel,
    ReLU: ReLUKernel,
    ReLU6: ReLU6Kernel,
    Reshape: ReshapeKernel,
    RMSNorm: RMSNormKernel,
    RNN: RNNKernel,
    Scale: ScaleKernel,
    SELU: SELUKernel,
    Sigmoid: SigmoidKernel,
    SiLU: SiLUKernel,
    Slice: SliceKernel,
    SmoothL1Loss: SmoothL1LossKernel,
    Softmax: SoftmaxKernel,
    Softmin: SoftminKernel,
    Softplus: SoftplusKernel,
    Softsign: SoftsignKernel,
    Split: SplitKernel,
    Squeeze: ReshapeKernel,
    StopGradient: IdentityKernel,
    Subtract: SubtractKernel,
    Sum: WholeSumsKernel,
    Tanh: TanhKernel,
    Unsqueeze: ReshapeKernel,
    Upsample: UpsampleKernel,
}
