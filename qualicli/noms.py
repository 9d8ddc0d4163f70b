"""Les noms communs : leur genre, d'après leur fin, et leur pluriel."""

import re

# Fins de mots qui disent le féminin d'une fonction (« cheffe », « directrice ») ou d'une instance (« commission »).
_FEMININ = re.compile(
    r"(?:ale|(?<!minist)ère|ète|trice|euse|cheffe|ée|sse|ante|ente|ive|ine|lle|ion|(?<!com)ité|ence|ance|ipe|ure|ie|jointe)$"
)
LIENS = ("de", "du", "des", "d'un", "d'une", "à", "au", "aux", "en", "qualité", "local", "locale")

# Les mots dont un référentiel nomme ses éléments, quand leur fin trompe sur leur genre.
_GENRES = {
    **dict.fromkeys(("critère", "domaine", "principe", "repère", "chapitre", "module", "axe", "thème"), False),
    **dict.fromkeys(
        ("règle", "clause", "fiche", "norme", "consigne", "bonne", "promesse", "tâche", "cible", "preuve"), True
    ),
}


def est_feminin(nom: str) -> bool:
    """Dit si une fonction, une instance ou un élément est au féminin, d'après la fin de ses deux premiers mots."""
    mots = nom.lower().split()[:2]
    connu = _GENRES.get(mots[0].rpartition("-")[2] if mots else "")
    if connu is not None:
        return connu
    return any(_FEMININ.search(mot) for mot in (mots[:1] if len(mots) < 2 or mots[1] in LIENS else mots))


def est_pluriel(nom: str) -> bool:
    """Dit si un groupe est au pluriel : « Chefs de service », « Directeurs »."""
    premier = nom.partition(" ")[0]
    return premier.endswith(("s", "x")) and not premier.isupper()


# Le masculin d'une fonction, d'après la fin de son premier mot : « chargée de mission », « directrice ».
_MASCULINS = (
    ("trice", "teur"),
    ("cheffe", "chef"),
    ("euse", "eur"),
    ("ère", "er"),
    ("ée", "é"),
    ("ante", "ant"),
    ("ente", "ent"),
    ("jointe", "joint"),
)


def mettre_au_masculin(fonction: str) -> str:
    """Met une fonction au masculin : « représentante de l'association » devient « représentant de l'association »."""
    premier, espace, reste = fonction.partition(" ")
    for feminin, masculin in _MASCULINS:
        if premier.endswith(feminin):
            return f"{premier.removesuffix(feminin)}{masculin}{espace}{reste}"
    return fonction


# « point de contrôle » : le complément du nom ne s'accorde pas avec lui.
_COMPLEMENT = re.compile(r"(.*?)(?:( (?:(?:de|du|des|à|au|aux|en|par|sur) |d'))(.*))?$", re.DOTALL)


def mettre_au_pluriel(nom: str) -> str:
    """Met un nom au pluriel, son complément à part : « points de contrôle », « journaux »."""
    debut, lien, complement = _COMPLEMENT.fullmatch(nom).groups("")  # type: ignore[union-attr]  # il admet tout
    return " ".join(map(_accorder, debut.split(" "))) + lien + complement


def _accorder(mot: str) -> str:
    if mot.endswith(("s", "x", "z")):
        return mot
    if mot.endswith("al"):
        return f"{mot[:-2]}aux"
    return f"{mot}x" if mot.endswith(("eau", "eu")) else f"{mot}s"
