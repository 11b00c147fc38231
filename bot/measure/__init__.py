"""Measuring the assistant on lines, talks and journeys, in the open: definitions, figures, reports."""
