"""What notify says beside its messages, which are templates of their own (../messages)."""
