"""Ce qui s'écrit au fil d'une phrase du bilan."""

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument


def au_fil(contexte: ContexteDocument, texte: str) -> str:
    """Un texte au fil d'une phrase : sa première lettre est en minuscule, sauf au nom d'un référentiel."""
    propres = {mot for r in contexte.dossier.referentiels.values() for mot in r.nom.split()}
    return texte if texte.partition(" ")[0] in propres else francais.minuscule(texte)


def entre_parentheses(*morceaux: str | None) -> str:
    """Un complément entre parenthèses, ou rien."""
    complement = " ; ".join(francais.minuscule(m.rstrip(" .")) for m in morceaux if m)
    return f" ({complement})" if complement else ""
