"""Measurements, side by side in one run, as medians and ratios; never tests with a clock."""
