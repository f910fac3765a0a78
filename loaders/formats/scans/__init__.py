"""What is only a picture: scanned pages and photographs, read by OCR.  Needs the extra ``ocr``."""
