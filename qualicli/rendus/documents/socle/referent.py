"""Le référent qualité : son rôle, sa lettre de mission, depuis quand le poste est vacant."""

from dataclasses import dataclass
from datetime import date

from qualicli.diagnostic.referent import role_du_referent
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.documents import Preuve
from qualicli.modeles.organisation import Role
from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class Referent:
    """Qui anime la démarche : le rôle, et la fiche de sa lettre de mission."""

    acteur: Acteur
    role: Role | None
    lettre: Preuve | None

    @property
    def missions(self) -> tuple[str, ...]:
        """Ce que le rôle lui confie."""
        return self.role.missions if self.role else ()


def trouver_referent(contexte: ContexteDocument) -> Referent:
    """Le référent qualité : le rôle qui suit la démarche, à défaut celui qui a une lettre de mission, ou ce nom."""
    suivi = contexte.dossier.demarche.suivi_par
    nom = role_du_referent(contexte.dossier)
    if nom is None or contexte.dossier.annuaire is None:
        return Referent(suivi[0] if suivi else Acteur(fonction="Référent qualité"), None, None)
    role = contexte.dossier.annuaire.roles[nom]
    return Referent(Acteur(id=nom), role, contexte.dossier.preuves.get(role.lettre_mission or ""))


def dire_vacance(role: Role | None, au: date) -> str:
    """Depuis quand un rôle n'a plus de titulaire : « depuis le 1er juillet 2021 » ; vide quand il est tenu."""
    if role is None or not role.titulaires or role.titulaire(au) is not None:
        return ""
    courante = next((v for v in role.vacances(au) if v.fin is None), None)
    return f"depuis {courante.depuis}" if courante else "à ce jour"
