"""The sources of data, one file each, found without a list."""
