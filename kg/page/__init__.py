"""The parts of the page that :mod:`kg.picture` puts together: template, style, scripts, words."""
