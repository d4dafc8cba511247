"""The demo shop: sellers, products with pictures, buyers in every situation. Data in TOML, placed relative to now."""
