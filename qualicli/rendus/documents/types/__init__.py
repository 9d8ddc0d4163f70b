"""Les types de documents : un fichier par type, un dossier pour ceux qui ont plusieurs sujets."""
