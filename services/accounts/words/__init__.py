"""What accounts says to people, in Chinese and English."""
