"""What holds files or bounds their reading: archives, compound files, URLs, the sandbox."""
