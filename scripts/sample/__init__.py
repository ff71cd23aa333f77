"""What the two makers of sample data share: cities, words, streets, hours and merchants."""
