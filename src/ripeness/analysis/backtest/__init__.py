"""The forecast meets what happened."""
