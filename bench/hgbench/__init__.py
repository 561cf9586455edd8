"""Measures hgbuild against what people use today, on the same files, in the same minutes."""
