"""`aixin backup` and `aixin restore`: the four databases, keys and papers as one folder, checked whole."""
