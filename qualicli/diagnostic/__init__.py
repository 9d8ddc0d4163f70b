"""Les calculs : purs, datés, exacts."""
