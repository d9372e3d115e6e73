"""What classes says to people beside its pages; a plan read back is told in ../plan/told, what it may say is ../plan/language."""
