"""What the four systems keep of people: every column that holds something personal has a purpose here, and an end."""
