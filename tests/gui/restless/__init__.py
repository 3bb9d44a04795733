"""A hand that does at random what the tables of bindings know, and looks whether all agrees."""
