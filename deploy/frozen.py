"""Where a frozen ``kg`` begins: the command itself, or one of the processes that it starts of itself."""

from kg.cli import main

main()
