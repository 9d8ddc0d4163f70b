"""Le bilan annuel, et sa synthèse publique."""
