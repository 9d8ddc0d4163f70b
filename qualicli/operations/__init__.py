"""Les cas d'usage : ils enchaînent lecture, règles, calculs et rendus."""
