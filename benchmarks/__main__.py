"""``python -m benchmarks``."""

if __name__ == "__main__":
    # Imported here, as each measured process imports this module again and must stay small.
    from benchmarks.run import main

    main(prog_name="python -m benchmarks")
