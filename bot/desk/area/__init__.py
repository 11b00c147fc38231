"""The phone page of area workers: what is to be done here, with its result, and what was seen on the round."""
