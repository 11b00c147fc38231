"""工作台: staff pages."""
