"""What the benchmark of loading says of the disk."""

from pathlib import Path

from benchmarks.loading import disk


def test_the_disk_of_a_store_is_that_of_all_its_folders(tmp_path: Path) -> None:
    (tmp_path / "quads").mkdir()
    (tmp_path / "quads" / "data").write_bytes(b"12345")
    (tmp_path / "store.json").write_bytes(b"{}")
    assert disk(tmp_path) == 7
