"""What every system says in the same words, in Chinese and English: one place for each sentence."""
