"""Kernels, one file each, and the table that says whose they are."""

from __future__ import annotations

from guinet.core.module import Module
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.activations import ReLUKernel, SigmoidKernel, TanhKernel
from guinet.engine.compiled.kernels.add import AddKernel
from guinet.engine.compiled.kernels.bce_with_logits_loss import BCEWithLogitsLossKernel
from guinet.engine.compiled.kernels.cross_entropy_loss import CrossEntropyLossKernel
from guinet.engine.compiled.kernels.gelu import GELUKernel
from guinet.engine.compiled.kernels.gru import GRUKernel
from guinet.engine.compiled.kernels.linear import LinearKernel
from guinet.engine.compiled.kernels.lstm import LSTMKernel
from guinet.engine.compiled.kernels.mse_loss import MSELossKernel
from guinet.engine.compiled.kernels.multihead_attention import MultiheadAttentionKernel
from guinet.engine.compiled.kernels.rnn import RNNKernel
from guinet.engine.compiled.kernels.silu import SiLUKernel
from guinet.modules.activation.gelu import GELU
from guinet.modules.activation.relu import ReLU
from guinet.modules.activation.sigmoid import Sigmoid
from guinet.modules.activation.silu import SiLU
from guinet.modules.activation.tanh import Tanh
from guinet.modules.linear.linear import Linear
from guinet.modules.loss.bce_with_logits import BCEWithLogitsLoss
from guinet.modules.loss.cross_entropy import CrossEntropyLoss
from guinet.modules.loss.mse import MSELoss
from guinet.modules.merge.add import Add
from guinet.modules.sequence.gru import GRU
from guinet.modules.sequence.lstm import LSTM
from guinet.modules.sequence.multihead_attention import MultiheadAttention
from guinet.modules.sequence.rnn import RNN

__all__ = ["KERNELS"]

KERNELS: dict[type[Module], type[Kernel]] = {
    Add: AddKernel,
    BCEWithLogitsLoss: BCEWithLogitsLossKernel,
    CrossEntropyLoss: CrossEntropyLossKernel,
    GELU: GELUKernel,
    GRU: GRUKernel,
    LSTM: LSTMKernel,
    Linear: LinearKernel,
    MSELoss: MSELossKernel,
    MultiheadAttention: MultiheadAttentionKernel,
    RNN: RNNKernel,
    ReLU: ReLUKernel,
    SiLU: SiLUKernel,
    Sigmoid: SigmoidKernel,
    Tanh: TanhKernel,
}
