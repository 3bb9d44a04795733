"""The plots, one file each; a new file is a new plot."""
