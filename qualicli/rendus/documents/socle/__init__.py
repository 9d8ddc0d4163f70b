"""Ce que tous les documents partagent : la vue, le contexte, les noms, et les mots de ce dont plusieurs parlent."""
