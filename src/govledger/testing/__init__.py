"""To come, for those who build on it: strategies, laws and scenarios for testing projections and rules of your own."""
