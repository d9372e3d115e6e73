"""What the commands say, in Chinese and English: one place for each sentence. How a command is called stands at the command."""
