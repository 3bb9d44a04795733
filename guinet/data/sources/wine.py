"""Wine: three growers told apart by chemistry."""

from __future__ import annotations

from guinet.data.builtin import BuiltInClasses

__all__ = ["Wine"]


class Wine(BuiltInClasses):
    """178 wines of three growers: thirteen chemical measurements on very different scales.

    Without standardisation the proline content (hundreds) drowns all the others.

    Fields: x (13,), y one of three classes.
    Source: Forina et al. (1988), PARVUS; UCI Machine Learning Repository.
    """

    title = "Wine"
    loader = "load_wine"
    width = 13
    classes = ("class_0", "class_1", "class_2")
