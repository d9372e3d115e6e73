"""`aixin demo`: real notices, hundreds of families, one opening second — against the running stack, through its own doors."""
