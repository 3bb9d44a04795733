"""Kernels, one file each, and the table that says whose they are."""

from __future__ import annotations

from guinet.core.module import Module
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.activations import ReLUKernel, SigmoidKernel, TanhKernel
from guinet.engine.compiled.kernels.add import AddKernel
from guinet.engine.compiled.kernels.avg_pool2d import AvgPool2dKernel
from guinet.engine.compiled.kernels.batch_norm import BatchNormKernel
from guinet.engine.compiled.kernels.bce_with_logits_loss import BCEWithLogitsLossKernel
from guinet.engine.compiled.kernels.conv2d import Conv2dKernel
from guinet.engine.compiled.kernels.conv_transpose2d import ConvTranspose2dKernel
from guinet.engine.compiled.kernels.cross_entropy_loss import CrossEntropyLossKernel
from guinet.engine.compiled.kernels.embedding import EmbeddingKernel
from guinet.engine.compiled.kernels.flatten import FlattenKernel
from guinet.engine.compiled.kernels.gelu import GELUKernel
from guinet.engine.compiled.kernels.gru import GRUKernel
from guinet.engine.compiled.kernels.linear import LinearKernel
from guinet.engine.compiled.kernels.lstm import LSTMKernel
from guinet.engine.compiled.kernels.max_pool2d import MaxPool2dKernel
from guinet.engine.compiled.kernels.mse_loss import MSELossKernel
from guinet.engine.compiled.kernels.multihead_attention import MultiheadAttentionKernel
from guinet.engine.compiled.kernels.positional_encoding import PositionalEncodingKernel
from guinet.engine.compiled.kernels.rnn import RNNKernel
from guinet.engine.compiled.kernels.sample_norm import LayerNormKernel, RMSNormKernel
from guinet.engine.compiled.kernels.silu import SiLUKernel
from guinet.engine.compiled.kernels.whole_sums import WholeSumsKernel
from guinet.modules.activation.gelu import GELU
from guinet.modules.activation.relu import ReLU
from guinet.modules.activation.sigmoid import Sigmoid
from guinet.modules.activation.silu import SiLU
from guinet.modules.activation.tanh import Tanh
from guinet.modules.convolution.conv2d import Conv2d
from guinet.modules.convolution.conv_transpose2d import ConvTranspose2d
from guinet.modules.down_sampling.adaptive_avg_pool2d import AdaptiveAvgPool2d
from guinet.modules.down_sampling.adaptive_max_pool2d import AdaptiveMaxPool2d
from guinet.modules.down_sampling.avg_pool2d import AvgPool2d
from guinet.modules.down_sampling.max_pool2d import MaxPool2d
from guinet.modules.linear.embedding import Embedding
from guinet.modules.linear.linear import Linear
from guinet.modules.loss.bce_with_logits import BCEWithLogitsLoss
from guinet.modules.loss.cross_entropy import CrossEntropyLoss
from guinet.modules.loss.mse import MSELoss
from guinet.modules.merge.add import Add
from guinet.modules.merge.flatten import Flatten
from guinet.modules.merge.mean import Mean
from guinet.modules.merge.sum import Sum
from guinet.modules.normalisation.batch_norm import BatchNorm
from guinet.modules.normalisation.layer_norm import LayerNorm
from guinet.modules.normalisation.rms_norm import RMSNorm
from guinet.modules.sequence.gru import GRU
from guinet.modules.sequence.lstm import LSTM
from guinet.modules.sequence.multihead_attention import MultiheadAttention
from guinet.modules.sequence.positional_encoding import PositionalEncoding
from guinet.modules.sequence.rnn import RNN

__all__ = ["KERNELS"]

KERNELS: dict[type[Module], type[Kernel]] = {
    AdaptiveAvgPool2d: WholeSumsKernel,
    AdaptiveMaxPool2d: MaxPool2dKernel,
    Add: AddKernel,
    AvgPool2d: AvgPool2dKernel,
    BatchNorm: BatchNormKernel,
    BCEWithLogitsLoss: BCEWithLogitsLossKernel,
    Conv2d: Conv2dKernel,
    ConvTranspose2d: ConvTranspose2dKernel,
    CrossEntropyLoss: CrossEntropyLossKernel,
    Embedding: EmbeddingKernel,
    Flatten: FlattenKernel,
    GELU: GELUKernel,
    GRU: GRUKernel,
    LayerNorm: LayerNormKernel,
    Linear: LinearKernel,
    LSTM: LSTMKernel,
    MaxPool2d: MaxPool2dKernel,
    Mean: WholeSumsKernel,
    MSELoss: MSELossKernel,
    MultiheadAttention: MultiheadAttentionKernel,
    PositionalEncoding: PositionalEncodingKernel,
    ReLU: ReLUKernel,
    RMSNorm: RMSNormKernel,
    RNN: RNNKernel,
    Sigmoid: SigmoidKernel,
    SiLU: SiLUKernel,
    Sum: WholeSumsKernel,
    Tanh: TanhKernel,
}
