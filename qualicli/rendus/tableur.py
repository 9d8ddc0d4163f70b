"""L'aperçu de l'import d'un tableur : comment chaque colonne est lue, puis ce qui changerait."""

from typing import Any

from qualicli import francais
from qualicli.modeles.importation import Apercu, TableurDecrit
from qualicli.modeles.profil import ColonneProfil, Profil
from qualicli.rendus.ecran import Ecran, caler, paragraphe
from qualicli.rendus.importation import contenu, detailler, en_json
from qualicli.rendus.libelles import mot


def rendre(tableur: TableurDecrit, apercu: Apercu) -> Ecran:
    """L'aperçu à l'écran."""
    profil = tableur.profil
    titre = f" ({profil.intitule})" if profil.intitule else ""
    ecran: Ecran = [[(f"{tableur.nom} : {profil.tableur.lignes}", "bold")]]
    if not profil.fichier:  # un de nos exports
        ecran += paragraphe(f"C'est {profil.intitule} : elle se lit sans profil")
    else:
        ecran += _profil(profil) if tableur.est_nouveau else paragraphe(f"Profil : {profil.fichier}{titre}")
    return [*ecran, [], *detailler(apercu)]


def _profil(profil: Profil) -> Ecran:
    """Le profil proposé, colonne par colonne, et ce qu'il reste à y dire."""
    ecran: Ecran = [[(f"Profil proposé : {profil.fichier}", "bold")]]
    large = max((len(c.titre) for c in profil.colonnes), default=0)
    for colonne in profil.colonnes:
        ecran += paragraphe(
            f"{caler(colonne.titre, min(large, 40))} → {mot(colonne.champ)}{_precisions(colonne)}", "  ", "      "
        )
    if profil.identifiant:
        ecran += paragraphe(f"{profil.identifiant} identifie chaque ligne, après « {profil.prefixe} »", "  ", "      ")
    if profil.dates != "jour_mois_annee":
        ecran += paragraphe("Les dates y sont écrites mois, jour, année", "  ", "      ")
    for champ in profil.manquants:
        ecran += paragraphe(
            f"Rien ne donne « {mot(champ)} », obligatoire : ajoutez sa colonne au tableur, ou « --constante {champ}=… » "
            "à la commande",
            "  ",
            "      ",
            "bold red",
        )
    for champ, valeur in profil.constantes.items():
        ecran += paragraphe(f"{mot(champ)} vaut partout « {mot(valeur)} »", "  ", "      ")
    return ecran


def _precisions(colonne: ColonneProfil) -> str:
    """Ce que veulent dire les mots d'une colonne, une croix, ou une couleur."""
    dits = {f"« {dit} »": valeur for dit, valeur in colonne.valeurs.items()} | dict(colonne.couleurs)
    if colonne.coche:
        dits["une croix"] = colonne.coche
    precisions = [f"{dit} = {mot(valeur)}" for dit, valeur in dits.items()]
    pour = francais.liste(f"pour {mot(champ)} {valeur}" for champ, valeur in colonne.pour.items())
    dites = " : ".join(filter(None, (pour, francais.liste(precisions))))
    return f" ({dites})" if dites else ""


def json_(tableur: TableurDecrit, apercu: Apercu, ecrit: bool) -> str:
    """L'aperçu pour une machine : le profil, puis ce que dit tout import."""
    profil = tableur.profil
    decrit = {
        "fichier": profil.fichier,
        "nouveau": tableur.est_nouveau,
        "famille": profil.famille,
        "colonnes": [_colonne(c) for c in profil.colonnes],
        "constantes": profil.constantes,
        "manquants": list(profil.manquants),
    }
    return en_json({"format": 1, "tableur": tableur.nom, "profil": decrit, **contenu(apercu, ecrit)})


def _colonne(colonne: ColonneProfil) -> dict[str, Any]:
    """Une colonne du profil ; une croix, une grille ou des couleurs ne se disent que s'il y en a."""
    decrite: dict[str, Any] = {"titre": colonne.titre, "champ": colonne.champ, "valeurs": colonne.valeurs}
    autres = {"coche": colonne.coche, "pour": colonne.pour, "couleurs": colonne.couleurs}
    return decrite | {cle: valeur for cle, valeur in autres.items() if valeur}
