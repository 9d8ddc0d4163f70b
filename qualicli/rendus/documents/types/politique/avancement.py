"""L'avancement en mots : ce que chaque module a atteint, et ceux que la démarche a quittés."""

from dataclasses import dataclass
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import defaut
from qualicli.diagnostic.synthese import repartir
from qualicli.modeles.choix import RETRAITS, Passe, choix_au, histoire
from qualicli.modeles.demarche import Perimetre
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle import perimetre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.reunions import titre_reunion


@dataclass(frozen=True, slots=True)
class ModuleSorti:
    """Un module que la démarche a quitté ou suspendu ; ses preuves demeurent."""

    nom: str
    titre: str
    suspendu: bool
    periode: str
    decision: str
    motif: str
    pieces: int
    collecte: bool
    reprise: str


def phrases(contexte: ContexteDocument) -> tuple[str, ...]:
    """Où en est chaque module, en mots que le chiffre permet : « plus de la moitié des engagements du module 1 sont tenus »."""
    return tuple(
        _phrase(contexte, resultat, code, etats)
        for resultat in contexte.diagnostic().referentiels
        for code, etats in repartir(resultat.etats, lambda e: e.point.feuille.module.code).items()
    )


def _phrase(contexte: ContexteDocument, resultat: DiagnosticReferentiel, code: str, etats: list[EtatPoint]) -> str:
    tenus = resultat.synthese_de(etats).engagements
    nom = contexte.dossier.preciser(resultat.referentiel.id, perimetre.nommer_module(resultat.referentiel, code))
    total, compte = tenus.denominateur, f"{francais.nombre(tenus.numerateur)} sur {tenus.denominateur}"
    engagements = f"{francais.accorder(2, resultat.referentiel.vocabulaire.engagement)} {francais.du(nom)}"
    if tenus.part == 1:
        qui = {e.point.responsable for e in etats}
        return f"{francais.le(nom)} est entièrement réalisé{_par(contexte, qui.pop() if len(qui) == 1 else None)} ({compte})"
    if tenus.part and tenus.part > Fraction(1, 2):
        return f"{francais.plus_que(tenus.part)} des {engagements} sont tenus ({compte})"
    if not tenus.part:
        return (
            f"{francais.le(nom)} n'est pas encore tenu"
            if total < 2
            else f"aucun des {total} {engagements} n'est encore tenu"
        )
    combien = int(tenus.numerateur)
    return f"{combien if combien > 1 else 'un'} des {total} {engagements} {'sont tenus' if combien > 1 else 'est tenu'}"


def _par(contexte: ContexteDocument, identifiant: str | None) -> str:
    service = contexte.dossier.services.get(identifiant or "")
    return f" par {francais.le(service.sigle or service.nom, francais.est_feminin(service.nom))}" if service else ""


def sortis(contexte: ContexteDocument) -> tuple[ModuleSorti, ...]:
    """Les modules désengagés ou suspendus à la date."""
    trouves = []
    for suivi in contexte.dossier.demarche.perimetre:
        referentiel = contexte.dossier.referentiels.get(suivi.referentiel)
        for code in suivi.modules:
            module = referentiel.module(code) if referentiel else None
            if referentiel and module:
                passes = histoire(contexte.dossier.demarche, suivi, code)
                trouves += [
                    _sorti(contexte, referentiel, module, p) for p in passes if _est_sorti(contexte, suivi, code, p)
                ]
    return tuple(trouves)


def _est_sorti(contexte: ContexteDocument, suivi: Perimetre, code: str, passe: Passe) -> bool:
    """Vrai quand ce retrait est celui qui vaut à la date, pour l'un de ses sites."""
    retenu, au = passe.retenu, contexte.au
    if retenu.statut not in RETRAITS or (retenu.du is not None and au < retenu.du.debut):
        return False
    actuels = (choix_au(suivi, code, site, au) for site in passe.sites)
    return any(c is not None and c.retenu is retenu and not c.compte for c in actuels)


def _sorti(contexte: ContexteDocument, referentiel: Referentiel, module: Module, passe: Passe) -> ModuleSorti:
    choix = passe.retenu
    dossier, au = contexte.dossier, contexte.au
    codes = {(referentiel.id_declare, f.code) for f in referentiel.feuilles if f.module.code == module.code}
    codes |= {(referentiel.id_declare, f.engagement.code) for f in referentiel.feuilles if f.module.code == module.code}
    pieces = sum(
        any(dossier.reference(r) in codes for r in d.couvre) and defaut(d, au, contexte.inventaire) is None
        for d in dossier.documents
    )
    en_cours = any(
        any(dossier.reference(r) in codes for r in a.couvre) and a.statut != "abandonnee" and not a.est_faite(au)
        for a in dossier.actions.values()
    )
    reunion = dossier.reunions.get(choix.decide_par or "")
    decision = f"{francais.le(titre_reunion(contexte, reunion))} {reunion.date.apres_de()}" if reunion else ""
    return ModuleSorti(
        perimetre.nommer_module(referentiel, module.code),
        module.titre or "",
        choix.statut == "suspendu",
        _periode(*passe.compte),
        decision,
        choix.motif or "",
        pieces,
        en_cours,
        choix.reprise_prevue.en_complement() if choix.reprise_prevue else "",
    )


def _periode(du: DateImprecise | None, jusqu_au: DateImprecise | None) -> str:
    if du and jusqu_au and du.debut <= jusqu_au.fin:
        debut, fin = du.texte.partition("/")[0], jusqu_au.texte.rpartition("/")[2]
        return DateImprecise.lire(f"{debut}/{fin}").en_complement()
    return f"jusqu'{jusqu_au.en_terme()}" if jusqu_au else ""
