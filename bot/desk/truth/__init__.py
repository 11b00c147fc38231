"""Staff pages of truth keeping: what is to be looked at again, and what goes silent on which day."""
