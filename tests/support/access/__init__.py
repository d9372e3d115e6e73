"""Who may ask what: every route of the four systems with whom it lets in, and how it is asked with everything right."""
