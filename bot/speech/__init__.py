"""Speech: what the guide says is read aloud, what a person says is written down. Voices and recognisers are the operator's choice."""
