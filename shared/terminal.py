"""What whoever runs a system reads on its terminal. A terminal may be closed, or the disk behind it full, while families come."""


def tell(text: str) -> bool:
    """Show the text and a line's end at once; False when nobody can read it there, which is no reason to fail."""
    try:
        print(text, flush=True)
    except (OSError, ValueError):  # full or gone; closed, or without these letters
        return False
    return True
