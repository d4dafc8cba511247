"""Measures a trained model on lines it was never trained on, beside the stock pipeline."""
