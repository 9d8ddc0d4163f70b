"""Ce qui est dû à une date : chaque obligation du dossier, calculée à un seul endroit et montrée partout."""
