"""Answers as tables, in the language of the user."""
