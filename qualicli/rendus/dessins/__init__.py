"""Les figures : des données, un titre, un dessin vectoriel, et les mots et les barres de texte qui disent la même chose."""
