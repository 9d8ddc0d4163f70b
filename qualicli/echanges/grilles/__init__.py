"""Les grilles de référentiel, qui en deviennent le complément."""
