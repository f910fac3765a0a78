"""Pages that write, where the site was started for it (``kg serve --edit``): who may, and what they add."""
