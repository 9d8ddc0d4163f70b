"""qualicli : la démarche qualité d'une préfecture, tenue dans un dossier de fichiers et vérifiée comme du code."""

__version__ = "0.1.0"
