"""Reading tables from text files: every fault named with its line."""
