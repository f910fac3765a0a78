"""Printed pages with a place for every character: PDF and OFD."""
