"""Les documents : une vue par document, en mots ; le gabarit la met en page, le format la met en octets."""
