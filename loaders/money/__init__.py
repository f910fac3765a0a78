"""Amounts of money, what they are for, and the formulae and allocations that they stand in."""
