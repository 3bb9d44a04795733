"""The data of a project: a source, how it is split and scaled."""

from __future__ import annotations

from guinet.core.configured import Configured
from guinet.core.fields import BoolField, ChoiceField, FloatField, IntField, PartField
from guinet.data import sources
from guinet.data.augmentation import Augmentation
from guinet.data.sources.two_moons import TwoMoons

__all__ = ["DataSpec"]


class DataSpec(Configured):
    """Which data a project uses and how they are prepared; a frozen value."""

    source = PartField(sources, TwoMoons(), doc="Where the samples come from.")
    limit = IntField(
        0,
        minimum=0,
        maximum=2**31 - 1,
        unit="samples",
        zero="all",
        doc="Use only so many samples, drawn at random with the seed of the split; 0: all.",
    )
    validation = FloatField(
        0.2,
        minimum=0.0,
        maximum=0.9,
        doc="Part of the samples kept apart to measure on; 0 keeps none.",
    )
    split_seed = IntField(0, minimum=0, maximum=2**31 - 1, doc="Seed of the split.")
    stratify = BoolField(
        False,
        doc="Give each class the same share in both parts; means nothing without classes.",
    )
    scaling = ChoiceField(
        "standard",
        ("standard", "min-max", "none"),
        doc="standard: mean 0 and deviation 1; min-max: from 0 to 1; measured on the training "
        "part only.",
    )
    shift = Augmentation.shift
    rotation = Augmentation.rotation
    flip = Augmentation.flip

    @property
    def augmentation(self) -> Augmentation:
        """What is done to images of the training part."""
        return Augmentation(**{name: getattr(self, name) for name in Augmentation.fields})
