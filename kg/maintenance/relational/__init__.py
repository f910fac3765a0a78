"""The graph as tables: one definition (``dictionary.tsv``) from which rows, schema, data package and reference follow."""
