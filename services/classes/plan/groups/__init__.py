"""From a plan to its groups (班次): which there are, on which days, and what holds for each."""
