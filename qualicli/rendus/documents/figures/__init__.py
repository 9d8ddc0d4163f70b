"""Les figures d'un dossier : ce que chacune montre, tiré des calculs ; leur dessin est dans `rendus.dessins`."""
