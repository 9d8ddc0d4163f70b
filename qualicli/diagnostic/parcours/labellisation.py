"""Les signes de la fin du parcours : l'audit interne et ses suites, l'audit externe, le label."""

from collections.abc import Callable

from qualicli import francais
from qualicli.diagnostic.audits import audits_prevus, audits_tenus, constats_ouverts
from qualicli.diagnostic.cycle import labels_du_dossier
from qualicli.diagnostic.parcours.resultat import GesteConseille, SigneLu, Situation
from qualicli.modeles.audit import Audit
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.temps.dates import DateImprecise


def audit_interne(situation: Situation) -> SigneLu:
    """Un audit interne a eu lieu."""
    geste = GesteConseille(
        "Préparez l'audit interne : remettez la grille à qui l'audite.", ("rapport", "grille", "-o", "grille.odt")
    )
    return _audite(situation, _est_interne, "audit interne", geste)


def audit_externe(situation: Situation) -> SigneLu:
    """L'audit de labellisation a eu lieu."""
    prevu = _prevu(situation, _est_externe)
    jour = ("--date", prevu[0].debut.isoformat()) if prevu else ()
    quand = " le jour de l'audit" if prevu else ""
    geste = GesteConseille(f"Voyez ce que l'auditeur verra{quand}.", ("ecarts", *jour))
    return _audite(situation, _est_externe, "audit de labellisation", geste)


def _est_interne(audit: Audit) -> bool:
    return audit.nature == "interne" or audit.type == "blanc"


def _est_externe(audit: Audit) -> bool:
    return audit.nature == "externe" and audit.type in ("labellisation", "renouvellement")


def _audite(situation: Situation, garde: Callable[[Audit], bool], nom: str, geste: GesteConseille) -> SigneLu:
    tenus = [
        (d, a) for d, a in audits_tenus(situation.dossier, situation.resultat.referentiel, situation.au) if garde(a)
    ]
    if tenus:
        quand, audit = tenus[-1]
        return SigneLu("faite", f"{nom} tenu {quand.en_complement()}", audit.fichier, ("date",))
    prevu = _prevu(situation, garde)
    if prevu:
        quand, audit = prevu
        return SigneLu("a_faire", f"{nom} prévu {quand.en_complement()}", audit.fichier, ("date",), geste)
    a_fixer = GesteConseille(f"Fixez la date de l'{nom}, dans audits/ et jalons/.", _POINT)
    return SigneLu("a_faire", f"aucun {nom}", "audits", (), a_fixer)


_POINT = ("rapport", "point-etape", "-o", "point-etape.odt")


def _prevu(situation: Situation, garde: Callable[[Audit], bool]) -> tuple[DateImprecise, Audit] | None:
    """Le premier audit de ce genre encore à venir, avec sa date telle qu'on la connaît."""
    jalons = situation.dossier.dates_jalons(situation.au)
    prevus = (a for _, a in audits_prevus(situation.dossier, situation.resultat.referentiel, situation.au) if garde(a))
    return next(((d, a) for a in prevus if (d := a.date.resoudre(jalons)) is not None), None)


def ajustements(situation: Situation) -> SigneLu:
    """Ce que l'audit interne a relevé est levé."""
    dossier, au, referentiel = situation.dossier, situation.au, situation.resultat.referentiel
    tenus = [a for _, a in audits_tenus(dossier, referentiel, au) if _est_interne(a)]
    if not tenus:
        return SigneLu("a_faire", "rien à ajuster avant l'audit interne", "audits")
    modules = {e.point.feuille.module.code for e in situation.resultat.etats}
    a_corriger = bareme_du(referentiel).a_corriger
    ouverts = [c for c in constats_ouverts(dossier, referentiel, au, modules, a_corriger) if _est_interne(c.audit)]
    releves = [c for a in tenus for _, c in a.constats_au(au) if c.nature_au(au) in a_corriger]
    if ouverts:
        combien = francais.pluriel(len(ouverts), "constat ouvert", "constats ouverts")
        geste = GesteConseille(
            f"Levez ce que l'audit interne a relevé : {combien}.", ("rapport", "ecarts", "-o", "ecarts.odt")
        )
        premier = ouverts[0]
        return SigneLu("en_cours", combien, premier.audit.fichier, ("constats", premier.rang), geste)
    if not releves:
        return SigneLu("sans_objet", "l'audit interne n'a rien relevé à corriger", tenus[-1].fichier)
    leves = francais.pluriel(len(releves), "constat levé", "constats levés")
    return SigneLu("faite", leves, tenus[-1].fichier, ("constats",))


def label(situation: Situation) -> SigneLu:
    """Le label est obtenu, et il vaut encore."""
    resultat, dossier = situation.resultat, situation.dossier
    obtenus = [vu for vu in labels_du_dossier(dossier, situation.au) if vu.label.referentiel == resultat.referentiel.id]
    if obtenus:
        vu = next((v for v in reversed(obtenus) if v.est_en_vigueur), obtenus[-1])
        fichier, chemin = dossier.demarche.fichier, ("labels", vu.rang)
        if vu.est_en_vigueur:
            quand = vu.label.obtenu_le.en_complement() if vu.label.obtenu_le else "à une date inconnue"
            return SigneLu("faite", f"label obtenu {quand}", fichier, chemin)
        geste = GesteConseille("Préparez le renouvellement du label : fixez la date de l'audit.", _POINT)
        fin = (
            f"label expiré {vu.terme.en_complement()}" if vu.etat == "expire" and vu.terme else "label qui ne vaut plus"
        )
        return SigneLu("en_cours", fin, fichier, chemin, geste)
    raisons = len(resultat.raisons)
    texte = francais.pluriel(raisons, "raison s'y oppose", "raisons s'y opposent")
    geste = GesteConseille("Voyez ce qui s'oppose encore au label.", ("diagnostic",))
    if not raisons:
        texte = "plus rien ne s'y oppose dans le dossier"
        geste = GesteConseille("Dès le label obtenu, inscrivez-le sous « labels » de qualicli.yaml.", ("valider",))
    return SigneLu("a_faire", f"label à obtenir : {texte}", dossier.demarche.fichier, (), geste)
