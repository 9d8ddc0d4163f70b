"""Ce que disent les chiffres d'un dossier : délais, indicateurs, enquêtes."""
