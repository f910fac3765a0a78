"""What every text is made of: headings, paragraphs, sentences, numerals, dates, indicators."""
