"""What a plan can say: each value as it is spelled, and what is made of values, up to the plan (`model.py`)."""
