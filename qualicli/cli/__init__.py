"""La ligne de commande : options → opération → rendu → code de sortie."""
