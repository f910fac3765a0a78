"""Names of public bodies."""
