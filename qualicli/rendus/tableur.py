"""L'aperçu de l'import d'un tableur : comment chaque colonne est lue, puis ce qui changerait."""

from qualicli import francais
from qualicli.modeles.importation import Apercu, TableurDecrit
from qualicli.modeles.profil import Profil
from qualicli.rendus.ecran import Ecran, caler, paragraphe
from qualicli.rendus.importation import contenu, detailler, en_json
from qualicli.rendus.libelles import mot


def rendre(tableur: TableurDecrit, apercu: Apercu) -> Ecran:
    """L'aperçu à l'écran."""
    profil = tableur.profil
    titre = f" ({profil.intitule})" if profil.intitule else ""
    ecran: Ecran = [[(f"{tableur.nom} : {profil.tableur.lignes}", "bold")]]
    ecran += _profil(profil) if tableur.est_nouveau else paragraphe(f"Profil : {profil.fichier}{titre}")
    return [*ecran, [], *detailler(apercu)]


def _profil(profil: Profil) -> Ecran:
    """Le profil proposé, colonne par colonne, et ce qu'il reste à y dire."""
    ecran: Ecran = [[(f"Profil proposé : {profil.fichier}", "bold")]]
    large = max((len(c.titre) for c in profil.colonnes), default=0)
    for colonne in profil.colonnes:
        mots = francais.liste(f"« {dit} » = {mot(valeur)}" for dit, valeur in colonne.valeurs.items())
        ecran += paragraphe(
            f"{caler(colonne.titre, min(large, 40))} → {mot(colonne.champ)}" + (f" ({mots})" if mots else ""),
            "  ",
            "      ",
        )
    if profil.identifiant:
        ecran += paragraphe(f"{profil.identifiant} identifie chaque ligne, après « {profil.prefixe} »", "  ", "      ")
    if profil.dates != "jour_mois_annee":
        ecran += paragraphe("Les dates y sont écrites mois, jour, année", "  ", "      ")
    for champ in profil.manquants:
        ecran += paragraphe(
            f"Rien ne donne « {mot(champ)} », obligatoire : enregistrez le profil, puis ajoutez-y la colonne, "
            f"ou « constantes: {{{champ}: …}} »",
            "  ",
            "      ",
            "bold red",
        )
    return ecran


def json_(tableur: TableurDecrit, apercu: Apercu, ecrit: bool) -> str:
    """L'aperçu pour une machine : le profil, puis ce que dit tout import."""
    profil = tableur.profil
    decrit = {
        "fichier": profil.fichier,
        "nouveau": tableur.est_nouveau,
        "famille": profil.famille,
        "colonnes": [{"titre": c.titre, "champ": c.champ, "valeurs": c.valeurs} for c in profil.colonnes],
        "constantes": profil.constantes,
        "manquants": list(profil.manquants),
    }
    return en_json({"format": 1, "tableur": tableur.nom, "profil": decrit, **contenu(apercu, ecrit)})
