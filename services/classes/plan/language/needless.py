"""What organizers write, as they may: families can always do it, and a plan needs no word for it."""

SIBLINGS = ("siblings", "sibling", "brothers", "twins", "兄弟姐妹", "双胞胎", "二孩", "多孩")
CARE_AND_CLASS = ("care_and_class", "with_care", "bundle", "pair")
