"""La commande `partager`."""

from typing import Annotated

import typer

from qualicli.cli.historique import Oui, Racine, SansEcrire, decider
from qualicli.cli.options import choisir, ecrire, en_couleur


def partager(
    dossier: Racine = None,
    a_blanc: SansEcrire = False,
    oui: Oui = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
) -> None:
    """Envoie vos enregistrements au dépôt que la préfecture a réglé, souvent un dossier du partage.

    Avec « recevoir », la seule commande qui parle au réseau. Rien de ce que les autres ont partagé n'est effacé.
    """
    from qualicli import francais
    from qualicli.operations.partager import partager as operation
    from qualicli.operations.partager import preparer_partage
    from qualicli.operations.trouver import trouver
    from qualicli.rendus import partage as rendu
    from qualicli.rendus.ecran import Ecran, aplanir, imprimer, paragraphe

    en_json = choisir(format_, ("texte", "json"), "--format") == "json"
    prepare = preparer_partage(trouver(dossier))
    sortants = prepare.sortants
    if not en_json:
        ecran: Ecran = [
            [(f"À partager vers {aplanir(prepare.distant.lisible)}, « {prepare.distant.branche} »", "bold")]
        ]
        for e in sortants[:12]:
            ecran += paragraphe(aplanir(f"{francais.jour_court(e.quand.date())}, {e.auteur} : {e.titre}"), "  ", "    ")
        ecran += [[(f"  … et {len(sortants) - 12} autres", "")]] if len(sortants) > 12 else []
        ecran += [[("  Rien de neuf depuis le dernier partage.", "")]] if not sortants else []
        if prepare.reste:
            reste = f"Pas encore enregistré, donc pas partagé : {francais.minuscule(prepare.reste)}."
            ecran += [[], *paragraphe(f"{reste} « qualicli enregistrer » le garde.")]
        imprimer(ecran, en_couleur())
    accepte = bool(sortants) and decider("Partager ?", a_blanc, oui, "partager", en_json)
    if accepte:
        operation(prepare)
    if en_json:
        ecrire(rendu.json_travail([], partage=accepte, enregistrements=[e.titre for e in sortants]))
    elif sortants:
        ecrire("\nPartagé." if accepte else "\nRien n'est partagé.")
