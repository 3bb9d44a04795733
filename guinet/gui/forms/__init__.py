"""Forms generated from declared fields: what can be set is said once, in the field."""

from guinet.gui.forms.form import Form
from guinet.gui.forms.rows import FieldRows

__all__ = ["FieldRows", "Form"]
