"""La politique qualité."""
