"""The parts of the page that :mod:`kg.drawing.picture` puts together: template, style, scripts, words."""
