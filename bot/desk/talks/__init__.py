"""The guide desk: who calls for a person, and the talks with citizens."""
