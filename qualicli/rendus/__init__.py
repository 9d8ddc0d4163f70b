"""Les rendus : une vue ou un bilan devient un texte. Rien n'est lu ni écrit ici."""
