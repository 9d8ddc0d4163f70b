"""Ce qui manque à un référentiel, à l'écran et pour les machines."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.diagnostic.lacunes import Lacunes, NatureLacune
from qualicli.modeles.label import Vocabulaire
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire
from qualicli.rendus.ecran import Ecran, paragraphe


def ecran(lacunes: Lacunes) -> Ecran:
    """Ce qui manque, par nature, puis ce qui est à confirmer, et où une personne le lirait."""
    referentiel = lacunes.referentiel
    lignes = paragraphe(f"{referentiel.nom}, version {referentiel.version} : ce que l'on n'en sait pas", style="bold")
    if not lacunes.manques:
        lignes += paragraphe("Rien ne manque.", "  ")
    for nature, titre in _titres(referentiel.vocabulaire).items():
        # Dix engagements auxquels il manque la même chose se disent en une ligne.
        codes: dict[str, list[str]] = {}
        for lacune in lacunes.manques:
            if lacune.nature == nature:
                codes.setdefault(lacune.texte, []).append(lacune.code)
        if codes:
            lignes += [[], [(titre, "bold")]]
        for texte, ou in codes.items():
            suite = f" : {', '.join(c for c in ou if c)}" if any(ou) else ""
            lignes += paragraphe(f"{texte}{suite}", "  - ", "    ")
    if lacunes.deduits:
        lignes += [[], [("À confirmer", "bold")]]
        lignes += paragraphe(f"déduits d'autres sources : {', '.join(lacunes.deduits)}", "  - ", "    ")
    if referentiel.ou_lire:
        lignes += [[], [("Où le lire", "bold")]]
        for lieu in referentiel.ou_lire:
            lignes += paragraphe(f"{lieu.adresse} : {lieu.contenu}", "  - ", "    ")
    lignes += [[], *paragraphe(_suite(lacunes), style="cyan")]
    return lignes


def _titres(mots: Vocabulaire) -> Mapping[NatureLacune, str]:
    """Le titre de chaque nature, dans les mots du référentiel."""
    engagements, exigences = (francais.majuscule(francais.accorder(2, m)) for m in (mots.engagement, mots.exigence))
    return {
        "compte": "Combien",
        "engagements": engagements,
        "titre": "Titres",
        "exigences": exigences,
        "regle": "Règles",
    }


def _suite(lacunes: Lacunes) -> str:
    if not any(lacunes.a_remplir):
        return "Aucune grille à remplir."
    if not lacunes.est_fourni:
        return f"Ce référentiel est à ce dossier : complétez-le dans {lacunes.referentiel.fichier}."
    identifiant = lacunes.referentiel.id
    return (
        f"Pour le compléter d'après votre exemplaire : qualicli referentiel lacunes {identifiant} -o grille.xlsx, "
        f'puis qualicli referentiel importer grille.xlsx --referentiel {identifiant} --source "Exemplaire du service"'
    )


def json_(lacunes: Lacunes) -> str:
    """Ce qui manque, pour les machines."""
    return ecrire(
        {
            "format": FORMAT,
            "referentiel": lacunes.referentiel.id,
            "lacunes": [
                {"nature": lacune.nature, "code": lacune.code or None, "texte": lacune.texte}
                for lacune in lacunes.manques
            ],
            "a_confirmer": list(lacunes.deduits),
            "ou_lire": [{"adresse": lieu.adresse, "contenu": lieu.contenu} for lieu in lacunes.referentiel.ou_lire],
        }
    )
