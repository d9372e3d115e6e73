"""What people see, and whose it is to see: families their children, choices and outcomes, staff their groups' lists and what they have to check. Nothing is written here."""
