"""Le profil qui lit un tableur : celui que l'on nomme, ou le seul du dossier qui lui va ; et ce qui en est dit à côté."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.nos_csv import reconnaitre_le_notre
from qualicli.echanges.tableurs.tableau_de_service import candidats, compter
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.profil import Profil
from qualicli.operations.classeurs import DossierOuvert


def retrouver(ouvert: DossierOuvert, feuilles: list[FeuilleLue], nom: str | None, famille: str | None) -> Profil | None:
    """Le profil de ce nom ; sans nom, le seul dont toutes les colonnes sont dans le tableur."""
    profils = ouvert.dossier.profils
    if nom is not None:
        if nom in profils:
            _exiger_famille(profils[nom], famille)
        elif f"profils/{nom}.yaml" in ouvert.lecture.fichiers:
            raise ErreurUsage(
                f"Le profil profils/{nom}.yaml a des fautes.", "« qualicli valider » les montre ; corrigez-les."
            )
        if nom in profils:
            return profils[nom]
    notre = reconnaitre_le_notre(feuilles)
    if notre is not None or nom is not None:
        if notre is not None and famille not in (None, notre.famille):
            raise ErreurUsage(
                f"C'est {notre.intitule} : ses lignes sont « {notre.famille} », pas « {famille} ».",
                "Retirez --famille.",
            )
        return notre
    possibles = [
        p
        for p in profils.values()
        if famille in (None, p.famille) and any(compter(p, t) == len(p.colonnes) for t in candidats(feuilles))
    ]
    if len(possibles) > 1:
        raise ErreurUsage(
            "Plusieurs profils du dossier lisent ce tableur.",
            f"Choisissez avec --profil : {francais.liste((p.id for p in possibles), 'ou')}.",
        )
    return possibles[0] if possibles else None


def _exiger_famille(profil: Profil, famille: str | None) -> None:
    if famille not in (None, profil.famille):
        raise ErreurUsage(
            f"Le profil « {profil.id} » vise « {profil.famille} », pas « {famille} ».",
            "Retirez --famille, ou donnez un autre nom à --profil.",
        )


def preciser(profil: Profil, dites: Mapping[str, str]) -> Mapping[str, str]:
    """Ce que les options disent de cet import, par champ ; refuse celles dont la famille n'a que faire."""
    precisions = {}
    for option, valeur in dites.items():
        champ = "date" if option == "periode" and "periode" not in profil.tableur.champs else option
        if champ not in profil.tableur.champs or not profil.tableur.sur_demande:
            raise ErreurUsage(
                f"--{option} ne dit rien de « {profil.famille} » : ce tableur donne {profil.tableur.lignes}.",
                f"Retirez --{option}, ou choisissez une autre --famille.",
            )
        precisions[champ] = valeur
    return precisions
