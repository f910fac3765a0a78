"""What the audit found, as a report to hand over: a ledger of checks, findings with both places and their smallest repair."""
