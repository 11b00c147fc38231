"""Requests that staff put in: at the counter, on the telephone, answered on the spot, later from paper."""
