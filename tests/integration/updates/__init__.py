"""Letting people know: mail for those who ask, signed messages for other sites."""
