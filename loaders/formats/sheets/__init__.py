"""Tables as files: workbooks and text with separated cells."""
