"""Ce qu'il faut faire d'une pièce qui manque, en mots : renouveler, valider, dater, produire."""

from qualicli import francais
from qualicli.diagnostic.deblocage import Piece
from qualicli.rendus import libelles

# Défaut d'un document → ce qu'il demande, ce qu'on en sait ; `None` : il vaut encore, mais va expirer.
_GESTES = {
    None: ("renouveler", "qui expire {fin}"),
    "caduque": ("renouveler", "qui a expiré {fin}"),
    "brouillon": ("valider", "encore en projet"),
    "sans_date": ("dater", ""),
    "introuvable": ("remettre la pièce jointe de", ""),
    "alteree": ("rétablir la pièce jointe de", "modifiée depuis son enregistrement"),
    "a_venir": ("obtenir à temps", "attendue {date}"),
}


def en_bref(piece: Piece, numero: int | None = None) -> str:
    """Le geste seul, au fil d'une phrase : « renouveler la pièce n° 3 », « produire la pièce attendue (tableau de suivi) »."""
    rang = f" n° {numero}" if numero else ""
    if piece.examen:
        geste = _GESTES[piece.examen.defaut][0]
        return geste.removesuffix(" de") + rang if geste.endswith(" de") else f"{geste} la pièce{rang}"
    if rang:
        return f"produire la pièce{rang}"
    return f"produire la pièce attendue ({libelles.mot(piece.type)})" if piece.type else "produire une preuve"


def en_entier(piece: Piece) -> str:
    """Le geste et la pièce : « Renouveler « Plan d'orientation », qui a expiré le 28 février 2022 »."""
    if piece.examen:
        document = piece.examen.document
        verbe, suite = _GESTES[piece.examen.defaut]
        dates = {"fin": document.fin_validite, "date": document.date}
        mots = suite.format(**{nom: d.en_complement() if d else "" for nom, d in dates.items()}).strip()
        return francais.majuscule(f"{verbe} {francais.guillemets(document.intitule)}" + (f", {mots}" if mots else ""))
    if piece.type:
        return f"Produire la pièce attendue{francais.INSECABLE}: {libelles.mot(piece.type)}"
    exemples = francais.liste(map(libelles.mot, piece.points[0].point.feuille.engagement.exemples_preuves), "ou")
    return "Produire une preuve" + (f", par exemple {exemples}" if exemples else "")
