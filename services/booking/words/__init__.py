"""Sentences for a family: what a condition asks, what an answer says, why it stands so, what happens next."""
