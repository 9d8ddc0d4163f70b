"""Ce que dit `qualicli` seul, dans un dossier : dix lignes, où l'on en est et quoi faire ensuite."""

from qualicli import francais
from qualicli.diagnostic.situation import EtatDesLieux, OuEnEst
from qualicli.rendus.ecran import LARGEUR, Ecran, aplanir, caler, largeur

LIGNES = 10
_REFERENTIELS = 3


def rendre(situation: EtatDesLieux) -> Ecran:
    """Dix lignes au plus, chacune sur une largeur d'écran."""
    erreurs, avertissements = situation.erreurs, situation.avertissements
    ecran: Ecran = [[(_court(f"{situation.nom} · {francais.jour(situation.au)}"), "bold")]]
    ecran += [[(_court(_referentiel(r)), "")] for r in situation.referentiels[:_REFERENTIELS]]
    if len(situation.referentiels) > _REFERENTIELS:
        ecran[-1] = [(f"… et {len(situation.referentiels) - _REFERENTIELS + 1} autres référentiels", "")]
    valide = f"{francais.pluriel(erreurs, 'erreur')}, {francais.pluriel(avertissements, 'avertissement')}"
    etape = (
        f" · prochaine étape : {situation.prochaine[0]}, {situation.prochaine[1].en_clair()}"
        if situation.prochaine
        else ""
    )
    ecran.append([(_court(f"{valide}{etape}"), "red" if erreurs else "")])
    if not situation.a_faire:
        return [*ecran, [("Rien ne presse. « qualicli rapport --liste » dit les documents à écrire.", "")]]
    ecran.append([("À faire ensuite", "bold")])
    place = LIGNES - len(ecran) - 1
    montres = situation.a_faire[:place]
    colonne = max(largeur(g.commande) for g in montres)
    for geste in montres:
        texte = caler(aplanir(geste.texte), LARGEUR - colonne - 4)
        ecran.append([("  ", ""), (texte, ""), ("  ", ""), (geste.commande, "cyan")])
    return [*ecran, [("« qualicli --help » montre toutes les commandes.", "dim")]]


def _referentiel(r: OuEnEst) -> str:
    if r.est_clos:
        return f"{r.nom} : clos, plus rien n'y est engagé"
    label = ", labellisable" if r.est_labellisable else ""
    ecarts = francais.pluriel(r.ecarts, "écart")
    return f"{r.nom} : déclaré {r.declare}, prouvé {r.prouve}, {ecarts}{label}"


def _court(texte: str) -> str:
    texte = aplanir(texte)
    return caler(texte, LARGEUR).rstrip() if largeur(texte) > LARGEUR else texte
