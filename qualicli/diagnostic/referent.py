"""Le référent qualité : lequel des rôles de l'annuaire anime la démarche."""

from qualicli import francais
from qualicli.modeles.dossier import Dossier


def role_du_referent(dossier: Dossier) -> str | None:
    """Le rôle qui suit la démarche, à défaut celui qui a une lettre de mission, ou ce nom ; `None` sans un tel rôle."""
    suivi = dossier.demarche.suivi_par
    roles = dossier.annuaire.roles if dossier.annuaire else {}
    cites = [a.id for a in suivi if a.id in roles]
    tenus = [n for n, r in roles.items() if {t.personne for t in r.titulaires} & {a.id for a in suivi}]
    charges = [n for n, r in roles.items() if r.lettre_mission]
    nommes = [n for n, r in roles.items() if francais.sans_accent(r.intitule).lower().startswith("referent")]
    return next(iter((*cites, *charges, *tenus, *nommes)), None)
