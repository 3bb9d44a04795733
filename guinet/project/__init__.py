"""What is saved, and how: the project, its file, its weights."""
