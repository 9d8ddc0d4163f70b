"""Le tableur propre à un service : proposer un profil d'après ses en-têtes, puis en faire des lignes neuves."""

from collections.abc import Iterator, Mapping
from typing import Any

from qualicli import francais
from qualicli.echanges.archive import ClasseurRefuse
from qualicli.echanges.bilan import Rejet
from qualicli.echanges.fusion import Fusionneur
from qualicli.echanges.lire_cellule import ValeurRefusee, lire
from qualicli.echanges.lire_classeur import FeuilleLue
from qualicli.echanges.registre import PAR_NOM
from qualicli.echanges.tables import Colonne, Naissance, Refus
from qualicli.echanges.valeurs import Cellule, en_mots, en_texte
from qualicli.modeles.profil import Profil

_ENTETES_MAX = 20
# Des mots que les services emploient pour nos colonnes ; un titre identique passe avant.
_SYNONYMES = {
    "intitule": ("titre", "libelle", "nom", "objet", "description", "action a mener", "nom du document"),
    "responsable": ("pilote", "qui", "porteur"), "service": ("bureau", "direction", "unite"),
    "echeance": ("pour le", "date limite", "delai", "date prevue", "a faire pour"),
    "statut": ("etat", "avancement de l'action"), "etat": ("statut", "niveau", "resultat"),
    "commentaire": ("observation", "observations", "remarque", "remarques"), "type": ("nature", "categorie"),
    "caducite": ("date de caducite", "valable jusqu'au", "fin de validite"), "code": ("exigence", "numero", "sous-engagement"),
    "couvre": ("engagement", "engagements", "exigences"), "formation": ("intitule", "titre", "stage"),
    "prevue": ("date prevue", "date"), "formes": ("participants", "nombre d'agents"), "date": ("date d'evaluation", "le"),
}  # fmt: skip


def _cle(texte: str) -> str:
    return " ".join(francais.sans_accent(texte).lower().replace("’", "'").split()).rstrip(" :*")


def saisies(table: str) -> tuple[Colonne, ...]:
    """Les colonnes qu'un tableur de service peut remplir."""
    return tuple(c for c in PAR_NOM[table].colonnes if c.ouverture != "jamais")


def proposer(table: str, feuilles: list[FeuilleLue]) -> dict[str, Any]:
    """Propose un profil : la feuille et la ligne d'en-têtes où le plus de colonnes se reconnaissent."""
    essais = [
        (feuille, rang, _reconnues(table, feuille, rang))
        for feuille in feuilles for rang in sorted(feuille.lignes)[:_ENTETES_MAX]
    ]  # fmt: skip
    feuille, rang, colonnes = max(essais, key=lambda e: len(e[2]), default=(None, 1, {}))
    if feuille is None or not colonnes:
        connues = ", ".join(c.cle for c in saisies(table))
        conseil = f"Écrivez le profil à la main ; colonnes : {connues}."
        raise ClasseurRefuse("aucun de ses en-têtes ne ressemble à nos colonnes", conseil)
    return {"format": 1, "table": table, "feuille": feuille.nom, "entete": rang, "colonnes": colonnes}


def _reconnues(table: str, feuille: FeuilleLue, rang: int) -> dict[str, str]:
    titres = {_cle(en_texte(c.valeur)): " ".join(en_texte(c.valeur).split()) for c in feuille.lignes[rang].values()}
    titres.pop("", None)
    trouvees: dict[str, str] = {}
    for essai in (lambda c: (c.titre, c.cle), lambda c: _SYNONYMES.get(c.cle, ())):
        for colonne in saisies(table):
            titre = next((titres[_cle(n)] for n in essai(colonne) if _cle(n) in titres), None)
            if titre and colonne.cle not in trouvees and titre not in trouvees.values():
                trouvees[colonne.cle] = titre
    return {c.cle: trouvees[c.cle] for c in saisies(table) if c.cle in trouvees}


def fusionner_tableur(tout: Fusionneur, nom: str, profil: Profil, feuilles: list[FeuilleLue]) -> None:
    """Ajoute au résultat ce que chaque ligne du tableur apporte ; ce que le dossier a déjà n'est rien."""
    feuille = next(
        (f for f in feuilles if profil.feuille in (None, f.nom)), feuilles[0] if len(feuilles) == 1 else None
    )
    if feuille is None:
        raise ClasseurRefuse(f"il n'a pas de feuille « {profil.feuille} »", "Corrigez la clé « feuille » du profil.")
    places = _places(profil, feuille)
    table = tout.tables[profil.table]
    colonnes = {c.cle: c for c in saisies(profil.table)}

    def mots(cle: str, valeur: str) -> str:
        return en_mots(colonnes[cle], valeur, tout.listes)

    naitre = PAR_NOM[profil.table].naitre
    for rang in sorted(r for r in feuille.lignes if r > profil.entete):
        try:
            valeurs = dict(_valeurs(tout, profil, colonnes, places, feuille.lignes[rang]))
            if any(valeurs.values()) and naitre is not None:
                naissance = Naissance(valeurs, tout.au, tout.dossier, mots, table, frozenset(), tout.nes)
                tout.resultat.effets += list(naitre(naissance))
        except (ValeurRefusee, Refus) as faute:
            tout.resultat.rejets.append(Rejet(nom, feuille.nom, f"ligne {rang}", str(faute)))


def _places(profil: Profil, feuille: FeuilleLue) -> dict[str, int]:
    titres = {_cle(en_texte(c.valeur)): colonne for colonne, c in feuille.lignes.get(profil.entete, {}).items()}
    connues = {c.cle for c in saisies(profil.table)}
    inconnues = [c for c in profil.colonnes if c not in connues]
    if inconnues:
        raise ClasseurRefuse(f"le profil nomme une colonne inconnue, « {inconnues[0]} »",
                             f"Colonnes de cette table : {', '.join(sorted(connues))}.")  # fmt: skip
    absents = [t for t in profil.colonnes.values() if _cle(t) not in titres]
    if absents:
        raise ClasseurRefuse(f"il n'a pas de colonne « {absents[0]} » à la ligne {profil.entete}",
                             "Corrigez le profil, ou le tableur.")  # fmt: skip
    return {cle: titres[_cle(titre)] for cle, titre in profil.colonnes.items()}


def _valeurs(
    tout: Fusionneur,
    profil: Profil,
    colonnes: Mapping[str, Colonne],
    places: Mapping[str, int],
    rangee: Mapping[int, Cellule],
) -> Iterator[tuple[str, str]]:
    for cle, place in places.items():
        cellule = rangee.get(place) or Cellule(None, "")
        traduits = {_cle(v): c for v, c in profil.valeurs.get(cle, {}).items()}
        traduit = traduits.get(_cle(en_texte(cellule.valeur)))
        if traduit is not None and not cellule.formule:
            cellule = Cellule(traduit, cellule.adresse)
        try:
            yield cle, lire(colonnes[cle], cellule, tout.listes)
        except ValeurRefusee as faute:
            raise ValeurRefusee(f"{cellule.adresse}, {profil.colonnes[cle]} : {faute}") from None
