"""D'une cellule à une valeur du dossier : ce que l'agent a tapé, ou une phrase qui dit pourquoi on ne le comprend pas."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.cellule import ESPACES, Cellule, ValeurRefusee, a_virgule, comparable, en_texte, nombre
from qualicli.echanges.cellules.colonne import SEPARATEUR, Colonne, Listes
from qualicli.echanges.cellules.lire_date import (
    est_imprecise,
    est_premier_du_mois,
    lire_date,
    mois_ou_jour,
    mots_de_date,
)
from qualicli.echanges.cellules.montrer import en_mots, est_coupee, montrer
from qualicli.echanges.cellules.textes_recus import refuser
from qualicli.modeles.base import MOTIF_IDENTIFIANT
from qualicli.modeles.codes import decouper, normaliser_reference, voisin
from qualicli.modeles.mots_du_format import ANCIENS, mot
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

_OUI = {"oui", "vrai", "true", "x", "yes", "1"}
_NON = {"non", "faux", "false", "no", "0"}
_DATES = ("date", "echeance", "caducite")
_LIBRES = ("texte", "long", "libre")  # ce que l'on y tape y reste, mot pour mot
_TRAITS = ("-", "--", "–", "—", "_", "/", "//")  # à moins que ce ne soit pas un mot
# Ce que l'on tape pour dire que l'on n'a rien à dire : une cellule vide, mais jamais un effacement.
_VIDES = frozenset(
    re.split(
        " ", "- -- – — ? ?? ??? . ... … / // _ n/a na nc n.c nd n.d s.o s/o so nsp ras neant aucun aucune vide rien"
    )
) | {
    f"{debut} {fin}"
    for debut, fins in {
        "a": "definir preciser determiner completer confirmer fixer renseigner voir venir",
        "non": "defini definie determine determinee connu connue renseigne renseignee concerne",
        "sans": "objet date",
        "en": "attente",
    }.items()
    for fin in fins.split()
}
_AVANT = re.compile(
    r"(?:pour|avant|au plus tard|d['’]ici(?: à| la| au)?|échéance|jusqu['’](?:au|à))\s*:?\s*(?=\S)", re.IGNORECASE
)  # devant une échéance, ils ne disent rien de plus


def est_inchangee(colonne: Colonne, cellule: Cellule, valeur: str, listes: Listes) -> bool:
    """Vrai quand une cellule dit encore ce que l'on y avait écrit."""
    montree = montrer(colonne, valeur, listes)
    # Le plus souvent la même valeur, octet pour octet : rien à ramener à une forme commune.
    if type(montree) is type(cellule.valeur) and montree == cellule.valeur:
        return True
    if comparable(cellule.valeur) == comparable(montree):
        return True
    try:
        lue = lire(colonne, cellule, listes)
        douter(colonne, cellule, valeur, lue, listes)
    except ValeurRefusee:
        return False
    return lue == valeur


def lire(colonne: Colonne, cellule: Cellule, listes: Listes) -> str:
    """Lit une cellule : la valeur telle que l'écrirait le dossier. Lève `ValeurRefusee`, en français."""
    if cellule.formule:
        raise ValeurRefusee(
            f"la cellule contient une formule ({cellule.formule[:40]}), qui n'est ni calculée ni gardée"
        )
    texte = en_texte(cellule.valeur)
    if not texte:
        return ""
    if est_coupee(texte):
        raise ValeurRefusee("le texte est trop long pour une cellule")
    if isinstance(cellule.valeur, str) and (faute := refuser(texte)):
        raise ValeurRefusee(faute)
    if dit_vide(colonne, cellule, listes):
        return ""
    if isinstance(cellule.valeur, float) and colonne.genre in (*_LIBRES, "acteur"):
        texte = texte.replace(".", ",")  # tel que le tableur le montre
    elif isinstance(cellule.valeur, date) and colonne.genre in _LIBRES:
        texte = mots_de_date(cellule)  # dans une colonne de texte, le tableur a cru bien faire
    lecteur = _LECTEURS.get(colonne.genre)
    if lecteur is not None:
        return lecteur(colonne, cellule, texte, listes)
    return texte if colonne.genre == "long" else ESPACES.sub(lambda m: m[0][0], texte.replace("\n", " "))


def dit_vide(colonne: Colonne, cellule: Cellule, listes: Listes) -> bool:
    """Vrai pour « à définir », « - », « néant » : un mot pour dire que la cellule est vide."""
    if not isinstance(cellule.valeur, str):
        return False
    texte = en_texte(cellule.valeur)
    if colonne.genre in _LIBRES:
        return texte in _TRAITS
    if (_cle(texte).strip(" .;:()") or texte) not in _VIDES:
        return False
    if colonne.genre == "caducite" and _cle(texte) == "sans objet":
        return False
    return not colonne.liste or _trouver(texte, listes.get(colonne.liste, {})) is None


def douter(colonne: Colonne, cellule: Cellule, avant: str, valeur: str, listes: Listes) -> None:
    """Refuse ce qui changerait une valeur sans que l'on sache si c'est voulu. Lève `ValeurRefusee`, en français."""
    if avant and not valeur and dit_vide(colonne, cellule, listes):
        raise ValeurRefusee(
            f"« {en_texte(cellule.valeur)} » n'efface pas « {en_mots(colonne, avant, listes)} » ; "
            "videz la cellule pour l'effacer"
        )
    if colonne.genre in _DATES and est_premier_du_mois(cellule) and (not avant or est_imprecise(avant)):
        raise ValeurRefusee(mois_ou_jour(cellule))


def _lire_echeance(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    connue = _trouver(texte, listes.get("echeances", {}))
    if connue is not None:
        return connue
    if texte.startswith("jalon:"):
        try:
            return Echeance.lire(texte).texte
        except PydanticCustomError as faute:
            raise ValeurRefusee(f"« {texte} » n'est pas une échéance") from faute
    return lire_date(colonne, cellule, _AVANT.sub("", texte, count=1))


def _lire_caducite(colonne: Colonne, cellule: Cellule, texte: str, _listes: Listes) -> str:
    return "sans_objet" if _cle(texte) == "sans objet" else lire_date(colonne, cellule, texte)


def _lire_nombre(colonne: Colonne, cellule: Cellule, texte: str, _listes: Listes) -> str:
    if isinstance(cellule.valeur, bool | date | time):
        raise ValeurRefusee("un nombre est attendu")
    nu = re.sub(r"[\s\u00a0\u202f%]", "", texte).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,17})?", nu, re.ASCII):
        raise ValeurRefusee(f"« {texte[:60]} » n'est pas un nombre")
    if cellule.pourcent:  # « 40 % » tapé dans un tableur y devient 0,4
        nu = nombre(float(Decimal(nu) * 100))
    if "." in nu:
        nu = nu.rstrip("0").rstrip(".")
    if len(nu.partition(".")[2]) > 9:
        nu = nombre(round(float(nu), 9))
    if colonne.genre == "entier" and not re.fullmatch(r"\d{1,9}", nu):
        part = nombre(float(Decimal(nu) * 100)) if "%" in colonne.titre and 0 < Decimal(nu) < 1 else ""
        voulu = f" ; vouliez-vous dire {a_virgule(part)} ?" if part else ""
        raise ValeurRefusee(f"« {a_virgule(texte)} » n'est pas un nombre entier{voulu}")
    if colonne.maximum is not None and Decimal(nu) > colonne.maximum:
        raise ValeurRefusee(f"« {a_virgule(texte)} » dépasse {colonne.maximum}")
    return nu


def _lire_duree(_colonne: Colonne, _cellule: Cellule, texte: str, _listes: Listes) -> str:
    try:
        return Duree.lire(ESPACES.sub(" ", texte)).texte
    except PydanticCustomError as faute:
        raise ValeurRefusee(f"« {texte} » n'est pas une durée ; écrivez 60 j, 3 mois ou 3 ans") from faute


def _lire_heure(_colonne: Colonne, _cellule: Cellule, texte: str, _listes: Listes) -> str:
    trouve = re.fullmatch(r"(\d{1,2}) ?[hH:] ?(\d{2})?(:\d{2})?", texte)
    if trouve is None or int(trouve[1]) > 23 or int(trouve[2] or 0) > 59:
        raise ValeurRefusee(f"« {texte} » n'est pas une heure ; écrivez 14:30")
    return f"{int(trouve[1]):02}:{trouve[2] or '00'}"


def _cle(texte: str) -> str:
    return " ".join(francais.sans_accent(texte).lower().replace("_", " ").replace("’", "'").split())


def _trouver(texte: str, choix: Mapping[str, str]) -> str | None:
    if texte in choix:
        return texte
    cherche = _cle(texte)
    par_libelle = {_cle(libelle): valeur for valeur, libelle in choix.items()}
    ancien = ANCIENS.get(cherche)
    generiques = (v for v in choix if cherche in (_cle(v), _cle(mot(v))) or v == ancien)
    return par_libelle.get(cherche) or next(generiques, None)


def _lire_choix(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    choix = listes.get(colonne.liste, {})
    est_code = colonne.liste in ("codes", "exigences")
    if est_code and isinstance(cellule.valeur, float) and f"{texte}0" in choix.values():
        raise ValeurRefusee(f"le tableur écrit de même {texte} et {texte}0 ; choisissez dans la liste")
    if est_code:
        texte = normaliser_reference(texte)
        texte = listes.get("references", {}).get(texte, texte)
    trouve = _trouver(texte, choix)
    if trouve is not None:
        return trouve
    if est_code and (precis := [c for c in choix if c.rpartition(":")[2] == texte]):
        raise ValeurRefusee(f"« {texte} » est dans plusieurs référentiels ; écrivez {francais.liste(precis, 'ou')}")
    if "oui" in choix and _cle(texte) in _OUI | _NON:
        return "oui" if _cle(texte) in _OUI else "non" if "non" in choix else ""
    proche = voisin(texte, choix.values()) if est_code else francais.plus_proche(texte, choix.values())
    admis = ", ".join(list(choix.values())[:8]) + (", …" if len(choix) > 8 else "")
    raise ValeurRefusee(
        f"« {texte} » n'est pas dans la liste" + (f" ; vouliez-vous dire « {proche} » ?" if proche else f" : {admis}")
    )


def _lire_acteur(colonne: Colonne, _cellule: Cellule, texte: str, listes: Listes) -> str:
    trouve = _trouver(texte, listes.get(colonne.liste, {}))
    if trouve is not None:
        return trouve
    if re.match(MOTIF_IDENTIFIANT, texte):
        raise ValeurRefusee(f"« {texte} » est inconnu ; pour une fonction, mettez une majuscule")
    return " ".join(texte.split())


def _lire_libre(colonne: Colonne, _cellule: Cellule, texte: str, listes: Listes) -> str:
    return _trouver(texte, listes.get(colonne.liste, {})) or " ".join(texte.split())


def _lire_liste(colonne: Colonne, cellule: Cellule, texte: str, listes: Listes) -> str:
    choix = listes.get(colonne.liste, {})
    if colonne.cle == "couvre":
        return SEPARATEUR.join(decouper(texte, {c.rpartition(":")[2] for c in listes.get("codes", {})}))
    elements = [e.strip() for e in re.split(r"[;,\n]", texte) if e.strip()]
    if not choix:
        return SEPARATEUR.join(dict.fromkeys(elements))
    entier = _trouver(texte, choix)  # un libellé peut contenir une virgule
    if entier is not None:
        return entier
    par_points = [e.strip() for e in texte.split(";") if e.strip()]
    parts = par_points if all(_trouver(e, choix) for e in par_points) else elements
    return SEPARATEUR.join(dict.fromkeys(_lire_choix(colonne, cellule, e, listes) for e in parts))


def depassements(colonnes: Iterable[Colonne], valeurs: Mapping[str, str]) -> Iterator[tuple[Colonne, Colonne, str]]:
    """Les nombres plus grands que ne l'admet une autre cellule de la ligne : sa colonne, l'autre, et pourquoi."""
    par_cle = {c.cle: c for c in colonnes}
    for colonne in colonnes:
        nombre, limite = valeurs.get(colonne.cle, ""), valeurs.get(colonne.au_plus, "")
        if colonne.au_plus and nombre and limite and int(nombre) > int(limite):
            autre = par_cle[colonne.au_plus]
            yield colonne, autre, f"{nombre}, plus que « {autre.titre} » ({limite}) ; corrigez l'un des deux nombres"


_LECTEURS = {
    "date": lambda colonne, cellule, texte, _listes: lire_date(colonne, cellule, texte),
    "echeance": _lire_echeance,
    "caducite": _lire_caducite,
    "entier": _lire_nombre,
    "nombre": _lire_nombre,
    "duree": _lire_duree,
    "heure": _lire_heure,
    "choix": _lire_choix,
    "acteur": _lire_acteur,
    "liste": _lire_liste,
    "libre": _lire_libre,
}
