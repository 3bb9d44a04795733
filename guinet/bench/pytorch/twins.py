"""The architectures as somebody at home in PyTorch writes them, and no slower than need be.

The function is the same to rounding, and so are the names of the weights: a network's weights
are the twin's ``state_dict``.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from guinet.bench.architectures.base import Architecture
from guinet.bench.architectures.recurrent import Recurrent
from guinet.bench.architectures.residual import Residual
from guinet.bench.architectures.stack import Stack, Step
from guinet.bench.architectures.transformer import Transformer

__all__ = ["loss_of", "twin_of"]


def twin_of(architecture: Architecture) -> Any:
    """Return the ``nn.Module`` of an architecture, from input to prediction.

    Raises
    ------
    TypeError
        If the architecture has no twin.
    """
    match architecture:
        case Stack():
            return _stack(architecture)
        case Residual():
            return _Residual(architecture)
        case Recurrent():
            return _Recurrent(architecture)
        case Transformer():
            return _Transformer(architecture)
    raise TypeError(f"{type(architecture).__name__} has no twin in PyTorch.")


def loss_of(architecture: Architecture) -> Any:
    """Return the loss, from prediction and target; labels are integers."""
    return getattr(nn, architecture.loss)()


def _stack(architecture: Stack) -> Any:
    stack = nn.Sequential()
    # What arrives at a module has to be told to PyTorch; a sample on its way tells it.
    sample = torch.zeros(1, *architecture.x.shape)
    for name, step in architecture.named():
        module = _module(step, sample.shape[1])
        sample = module(sample)
        stack.add_module(name, module)
    return stack


def _module(step: Step, width: int) -> Any:
    module = getattr(nn, step.type)
    if step.type in ("Linear", "Conv2d"):
        return module(width, **step.settings)
    return module(**step.settings)


class _Residual(nn.Module):
    def __init__(self, architecture: Residual) -> None:
        super().__init__()
        channels = architecture.channels
        self.conv1 = nn.Conv2d(architecture.x.shape[0], channels, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv4 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1, self.norm2, self.norm3, self.norm4 = (
            nn.BatchNorm2d(channels) for _ in range(4)
        )
        self.out = nn.Linear(channels, architecture.classes)

    def forward(self, x: Any) -> Any:
        first = functional.relu(self.norm1(self.conv1(x)))
        second = functional.relu(self.norm2(self.conv2(first)))
        third = functional.relu(self.norm3(self.conv3(second)) + first)
        fourth = functional.relu(self.norm4(self.conv4(third)))
        return self.out(fourth.mean((2, 3)))


class _Recurrent(nn.Module):
    def __init__(self, architecture: Recurrent) -> None:
        super().__init__()
        width = architecture.x.shape[-1]
        self.lstm = nn.LSTM(width, architecture.hidden_size, batch_first=True)
        self.out = nn.Linear(architecture.hidden_size, architecture.classes)

    def forward(self, x: Any) -> Any:
        states, _ = self.lstm(x)
        return self.out(states[:, -1])


class _Attention(nn.Module):
    """Self-attention by the fast road: one product for q, k and v, and PyTorch's fused kernel."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        # The names of nn.MultiheadAttention, which is slower.
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj_weight = nn.Parameter(torch.empty(width, width))
        self.out_proj_bias = nn.Parameter(torch.zeros(width))
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.xavier_uniform_(self.out_proj_weight)

    def forward(self, x: Any) -> Any:
        count, steps, width = x.shape
        projected = functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        parts = projected.view(count, steps, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(q, k, v)
        joined = mixed.transpose(1, 2).reshape(count, steps, width)
        return functional.linear(joined, self.out_proj_weight, self.out_proj_bias)


class _Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = _Attention(width, heads)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Any) -> Any:
        x = x + self.attention(self.norm1(x))
        hidden = functional.gelu(self.widen(self.norm2(x)), approximate="tanh")
        return x + self.narrow(hidden)


class _Transformer(nn.Module):
    def __init__(self, architecture: Transformer) -> None:
        super().__init__()
        width = architecture.width
        self.blocks = [_Block(width, architecture.heads) for _ in range(architecture.blocks)]
        for number, block in enumerate(self.blocks, 1):
            self.add_module(f"block{number}", block)
        self.classes = architecture.classes
        if self.classes:
            self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, self.classes)

    def forward(self, x: Any) -> Any:
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x).mean(1)) if self.classes else x
