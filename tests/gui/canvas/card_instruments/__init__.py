"""What the instruments on cards paint."""
