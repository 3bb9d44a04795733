"""The plan: a program as flat lists of calls over arrays that were laid out beforehand."""
