"""Les tableurs propres aux services : leur profil, leurs lignes, ce qu'elles versent dans le dossier."""
