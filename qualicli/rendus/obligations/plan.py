"""Le plan d'actions : ce qui cloche, ce qui reste ouvert, la charge de chaque service ; à l'écran et pour les machines."""

from collections.abc import Sequence
from typing import Any

from qualicli import francais
from qualicli.diagnostic.obligations.charge import ALERTES, LigneDuPlan, charge, plan
from qualicli.diagnostic.obligations.resultat import ResultatObligations
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import LARGEUR, Ecran, caler, paragraphe
from qualicli.rendus.libelles import mot, nommer_service
from qualicli.rendus.markdown import echapper, tableau
from qualicli.rendus.obligations.mots import A_DESIGNER, ALERTES_ACTION, ETATS, dire_qui, en_court

FORMAT = 1
_MOIS = 5  # autant de mois que 80 colonnes en montrent ; le reste est compté ensemble
_DATE, _QUI = 14, 20
_TITRES_ALERTES = {
    "en_retard": "En retard",
    "sans_responsable": "Sans responsable",
    "sans_echeance": "Sans échéance",
    "sans_preuve": "Faites sans preuve",
    "sans_ecart": "Sans écart à combler : tout ce qu'elles couvrent est déjà tenu",
}


def ecran(resultat: ResultatObligations, tout: bool) -> Ecran:
    """Compose l'écran du plan ; `tout` montre aussi les actions faites ou abandonnées."""
    lignes = plan(resultat.dossier, resultat.obligations, resultat.sans_ecart)
    ouvertes = [li for li in lignes if li.obligation.est_ouverte]
    faites = sum(li.obligation.etat == "finie" for li in lignes)
    rendu: Ecran = [
        [(resultat.dossier.demarche.organisme.nom, "bold"), (f" · plan d'actions au {francais.jour(resultat.au)}", "")]
    ]
    if resultat.filtres.en_clair:
        rendu += paragraphe(f"Seulement : {resultat.filtres.en_clair}.", style="cyan")
    combien = francais.pluriel(len(ouvertes), "action ouverte", "actions ouvertes")
    rendu.append([(f"{combien}, {francais.pluriel(faites, 'faite')} sur {len(lignes)}", "")])
    for alerte in ALERTES:
        fautives = [li for li in lignes if alerte in li.alertes]
        if fautives:
            rendu += [
                [],
                [(f"{_TITRES_ALERTES[alerte]} ({len(fautives)})", "bold red" if alerte == "en_retard" else "bold")],
            ]
            rendu += [_rangee(resultat, li) for li in fautives]
    saines = [li for li in lignes if not li.alertes and (tout or li.obligation.est_ouverte)]
    if saines:
        rendu += [[], [("Les autres" if len(saines) < len(lignes) else "Toutes les actions", "bold")]]
        rendu += [_rangee(resultat, li) for li in saines]
    return [*rendu, *_charge(resultat, lignes)]


def _rangee(resultat: ResultatObligations, ligne: LigneDuPlan) -> list[tuple[str, str]]:
    qui = dire_qui(resultat.dossier, resultat.au, ligne.obligation) or A_DESIGNER
    etat = ETATS[ligne.obligation.etat]
    place = LARGEUR - _DATE - _QUI - 15
    return [
        (f"  {caler(en_court(ligne.obligation.echeance), _DATE)} ", ""),
        (f"{caler(etat, 10)} {caler(ligne.action.intitule, place)} ", ""),
        (caler(qui, _QUI).rstrip(), "cyan"),
    ]


def _charge(resultat: ResultatObligations, lignes: Sequence[LigneDuPlan]) -> Ecran:
    """Le tableau des actions ouvertes, par service et par mois d'échéance."""
    colonnes, rangees = tableau_charge(resultat.dossier, lignes, _MOIS)
    if not rangees:
        return []
    place = LARGEUR - 9 * len(colonnes[1:])
    tete = caler(colonnes[0], place) + "".join(caler(c, 9, a_droite=True) for c in colonnes[1:])
    corps = (caler(r[0], place) + "".join(caler(c, 9, a_droite=True) for c in r[1:]) for r in rangees)
    titre = "Charge : actions ouvertes par service et par mois d'échéance"
    return [[], [(titre, "bold")], [(tete, "dim")], *([(texte, "")] for texte in corps)]


def tableau_charge(
    dossier: Dossier, lignes: Sequence[LigneDuPlan], mois_montres: int = 12
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """La charge en tableau : ses colonnes, puis une ligne par service ; les mois lointains sont comptés ensemble."""
    comptes = charge(lignes)
    mois = sorted({m for _, m in comptes if m})
    montres, lointains = mois[:mois_montres], mois[mois_montres:]
    groupes = [(_mois(m), [m]) for m in montres]
    groupes += [("ensuite", lointains)] if lointains else []
    groupes += [("sans date", [None])] if any(m is None for _, m in comptes) else []  # type: ignore[list-item]
    rangees = []
    for service in dict.fromkeys(s for s, _ in comptes):
        nombres = (sum(comptes.get((service, m), 0) for m in siens) for _, siens in groupes)
        nom = nommer_service(dossier, service) or "Sans service"
        rangees.append((nom, *(str(n) if n else "·" for n in nombres)))
    return ("Service", *(titre for titre, _ in groupes)), rangees


def _mois(mois: str) -> str:
    return f"{mois[5:]}/{mois[:4]}"


def json_(resultat: ResultatObligations) -> str:
    """Rend le plan et la charge en JSON."""
    lignes = plan(resultat.dossier, resultat.obligations, resultat.sans_ecart)
    comptes = [{"service": s, "mois": m, "actions": n} for (s, m), n in charge(lignes).items()]
    contenu = {
        "format": FORMAT,
        "date": resultat.au.isoformat(),
        "dossier": resultat.nom,
        "actions": [_champs(resultat, li) for li in lignes],
        "charge": comptes,
    }
    return ecrire(contenu)


def _champs(resultat: ResultatObligations, ligne: LigneDuPlan) -> dict[str, Any]:
    action, obligation = ligne.action, ligne.obligation
    qui = dire_qui(resultat.dossier, resultat.au, obligation) if action.responsable else ""
    return {
        "id": action.id,
        "intitule": action.intitule,
        "responsable": qui.replace(francais.INSECABLE, " ") or None,
        "service": obligation.service,
        "sites": list(action.sites),
        "modules": list(obligation.modules),
        "echeance": obligation.echeance.texte if obligation.echeance else None,
        "statut": action.statut,
        "etat": obligation.etat,
        "avancement": action.avancement,
        "preuve": action.preuve,
        "priorite": action.priorite,
        "alertes": list(ligne.alertes),
        "fichier": obligation.fichier,
        "ligne": resultat.ligne(obligation),
    }


_COLONNES = ("Action", "Responsable", "Service", "Échéance", "État", "Avancement", "À revoir")


def _cellules(resultat: ResultatObligations, ligne: LigneDuPlan) -> tuple[str, ...]:
    action, obligation = ligne.action, ligne.obligation
    return (
        action.intitule,
        dire_qui(resultat.dossier, resultat.au, obligation) or A_DESIGNER,
        nommer_service(resultat.dossier, obligation.service),
        obligation.echeance.en_clair() if obligation.echeance else "à fixer",
        ETATS[obligation.etat],
        f"{action.avancement} %" if action.avancement is not None else mot(action.statut),
        ", ".join(ALERTES_ACTION[a] for a in ligne.alertes),
    )


def csv(resultat: ResultatObligations) -> str:
    """Rend le plan, une action par ligne."""
    lignes = plan(resultat.dossier, resultat.obligations, resultat.sans_ecart)
    return ecrire_csv([("id", *_COLONNES), *((li.action.id, *_cellules(resultat, li)) for li in lignes)])


def markdown(resultat: ResultatObligations) -> str:
    """Rend le plan et la charge en tableaux."""
    lignes = plan(resultat.dossier, resultat.obligations, resultat.sans_ecart)
    nom = echapper(resultat.dossier.demarche.organisme.nom)
    rendu = [f"# {nom} : plan d'actions au {francais.jour(resultat.au)}", ""]
    rendu += [tableau(_COLONNES, (_cellules(resultat, li) for li in lignes)) if lignes else "Aucune action.", ""]
    colonnes, rangees = tableau_charge(resultat.dossier, lignes)
    if rangees:
        rendu += ["## Charge", "", tableau(colonnes, rangees), ""]
    return "\n".join(rendu)
