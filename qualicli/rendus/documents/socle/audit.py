"""Un audit en mots : sa présentation, son plan, ses pièces, et chaque constat de son relevé à sa levée."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qualicli import francais
from qualicli.modeles.audit import Audit, Constat, MomentAudit
from qualicli.modeles.baremes import bareme_de, reevaluations
from qualicli.modeles.constats import GradeConstat
from qualicli.modeles.label import Vocabulaire
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.documents.socle.vue import TableauTexte

A_REMPLIR = "…"
_GENRES = {
    "blanc": "Audit blanc",
    "labellisation": "Audit de labellisation",
    "suivi": "Audit de suivi",
    "renouvellement": "Audit de renouvellement",
    "autre": "Audit",
}


@dataclass(frozen=True, slots=True)
class ConstatDit:
    """Un constat, tel que les documents d'audit le racontent ; `titre` le nomme, `fiche` en dit tout."""

    numero: int
    id: str
    titre: str
    nature: str
    a_corriger: bool
    est_leve: bool
    exigence: str
    ou: str
    texte: str
    action: str
    qui: str
    pour: str
    levee: str
    preuve: str
    verification: str
    reevaluation: str
    etat: str
    fiche: TableauTexte


def nommer(contexte: ContexteDocument, audit: Audit) -> str:
    """« Audit initial de labellisation, le 24 mai 2022 » ; une date que l'intitulé dit déjà ne se répète pas."""
    date = contexte.echeance(audit.date)
    if date is not None and date.en_clair() in audit.intitule:
        return francais.majuscule(audit.intitule)
    return f"{francais.majuscule(audit.intitule)}, {date.en_complement() if date else 'à une date à fixer'}"


def tenu(contexte: ContexteDocument, audit: Audit) -> str:
    """« s'est tenu le 24 mai 2022 », « se tiendra en juin 2022 »."""
    date = contexte.echeance(audit.date)
    if date is None:
        return "n'a pas encore de date"
    verbe = "s'est tenu" if date.est_acquise(contexte.au) else "se tiendra"
    return f"{verbe} {date.en_complement()}"


def mots_de_l_audit(contexte: ContexteDocument, audit: Audit) -> Vocabulaire:
    """Les mots du référentiel audité, à défaut ceux du dossier."""
    audite = contexte.dossier.referentiels.get(audit.referentiel or "")
    return audite.mots if audite else contexte.dossier.mots


def presentation(contexte: ContexteDocument, audit: Audit) -> TableauTexte:
    """Ce qu'est l'audit : qui le mène, quand, sur quoi."""
    dossier, noms = contexte.dossier, contexte.noms()
    date = contexte.echeance(audit.date)
    referentiel = dossier.referentiels.get(audit.referentiel or dossier.referentiel_unique or "")
    rang = f" n°{francais.INSECABLE}{audit.rang}" if audit.rang else ""
    mots = mots_de_l_audit(contexte, audit)
    jours = f"{francais.nombre(audit.duree)} {francais.accorder(int(audit.duree), 'jour')}" if audit.duree else ""
    rangees = (
        ("Nature", f"{_GENRES[audit.type]}{rang}, {audit.nature}"),
        ("Date", date.en_clair() if date else "à fixer"),
        ("Durée", jours),
        ("Référentiel", f"{referentiel.nom}, {libelles.version(referentiel)}" if referentiel else ""),
        (francais.majuscule(francais.mettre_au_pluriel(mots.module)), francais.liste(audit.modules)),
        ("Sites", francais.liste(contexte.site(s) for s in audit.sites)),
        ("Périmètre", audit.perimetre or ""),
        ("Effectif", francais.pluriel(audit.effectif, "personne") if audit.effectif else ""),
        ("Organisme", audit.organisme or ""),
        ("Contrat", audit.contrat or ""),
        ("Responsable d'audit", noms.complet(audit.auditeur)),
        ("Équipe", francais.liste(noms.complet(a) for a in audit.equipe)),
        ("Restitution", "de vive voix, le jour même" if audit.restitution_orale else ""),
        ("Conclusion", libelles.mot(audit.resultat) if audit.resultat else ""),
        ("Commentaire", audit.commentaire or ""),
    )
    return TableauTexte(("Rubrique", "Contenu"), tuple(r for r in rangees if r[1]))


def plan(contexte: ContexteDocument, audit: Audit) -> TableauTexte:
    """Le plan de la journée, dans l'ordre du temps."""
    return TableauTexte(
        ("Jour", "Heure", "Lieu", "Ce qui est vu", "Qui est rencontré"),
        tuple(_moment(contexte, m) for m in sorted(audit.plan, key=_ordre)),
    ).sans_vides()


def _ordre(moment: MomentAudit) -> tuple[str, str]:
    # Sans heure, un moment garde sa place dans sa journée.
    return (moment.jour.debut.isoformat() if moment.jour else "", moment.heure.isoformat() if moment.heure else "")


def _moment(contexte: ContexteDocument, moment: MomentAudit) -> tuple[str, ...]:
    heures = [francais.heure(h) for h in (moment.heure, moment.fin) if h]
    rencontres = francais.liste(contexte.noms().complet(a) for a in moment.qui)
    jour = moment.jour.en_clair() if moment.jour else ""
    return (jour, " – ".join(heures), moment.lieu or "", moment.objet, rencontres)


def pieces_demandees(contexte: ContexteDocument, audit: Audit) -> TableauTexte:
    """Les pièces que l'auditeur demande d'avance, pour quand, et si elles sont remises."""
    date = contexte.echeance(audit.date)
    defaut = contexte.dossier.demarche.delais.pieces_audit.avant(date.debut) if date else None
    lignes = []
    for piece in audit.pieces_demandees:
        due = contexte.echeance(piece.pour_le)
        pour = due.en_clair() if due else francais.jour(defaut) if defaut else "à fixer"
        retard = due.est_depassee(contexte.au) if due else defaut is not None and defaut < contexte.au
        remise = f"remise {piece.remise_le.en_complement()}" if piece.remise_le else "à remettre"
        remise += ", en retard" if retard and not piece.remise_le else ""
        document = contexte.intitules([piece.document])[0] if piece.document else ""
        lignes.append((piece.intitule, document, pour, remise))
    return TableauTexte(("Pièce demandée", "Document", "Pour quand", "Remise"), tuple(lignes)).sans_vides()


def constats(contexte: ContexteDocument, audit: Audit) -> tuple[ConstatDit, ...]:
    """Les constats qui comptent, du plus grave au moins grave."""
    au, bareme = contexte.au, bareme_de(contexte.dossier, audit)
    rangs = {grade.code: rang for rang, grade in enumerate(bareme.echelle)}
    dus = sorted(audit.constats_au(au), key=lambda c: (rangs.get(c[1].nature_au(au), len(rangs)), c[0]))
    return tuple(_dire(contexte, audit, c, numero) for numero, (_, c) in enumerate(dus, 1))


def recapitulatif(dits: tuple[ConstatDit, ...], mot: str) -> TableauTexte:
    """Les constats, un par ligne."""
    return TableauTexte(
        ("N°", "Nature", francais.majuscule(mot), "Où", "Constat", "État"),
        tuple((str(d.numero), francais.majuscule(d.nature), d.exigence, d.ou, d.texte, d.etat) for d in dits),
    ).sans_vides()


def cloture(dits: tuple[ConstatDit, ...]) -> TableauTexte:
    """Ce que devient chaque constat à corriger."""
    return TableauTexte(
        ("N°", "Nature", "Levée", "Sur quelle preuve", "Vérifiée par", "Réévaluation"),
        tuple(
            (str(d.numero), francais.majuscule(d.nature), d.levee or d.etat, d.preuve, d.verification, d.reevaluation)
            for d in dits
            if d.a_corriger
        ),
    )


def decompte(dits: tuple[ConstatDit, ...]) -> str:
    """« non-conformité : 2, écart : 1 » : combien de constats de chaque nature, du plus grave au moins grave."""
    natures = dict.fromkeys(d.nature for d in dits)
    return ", ".join(f"{n}{francais.INSECABLE}: {sum(d.nature == n for d in dits)}" for n in natures)


def conclusion(audit: Audit) -> str:
    """La conclusion de l'audit, si elle est connue."""
    return libelles.mot(audit.resultat) if audit.resultat else ""


def glossaire(contexte: ContexteDocument, audit: Audit) -> TableauTexte:
    """Les mots de l'échelle, et ce que chacun demande."""
    bareme = bareme_de(contexte.dossier, audit)

    def effet(grade: GradeConstat) -> str:
        seuil = bareme.bloque_a.get(grade.code)
        if grade.bloque:
            return "Empêche le label tant que le constat est ouvert."
        if seuil:
            return f"Se corrige ; {seuil} constats ouverts empêchent le label."
        return "Se corrige." if grade.a_corriger else "N'appelle pas d'action."

    return TableauTexte(
        ("Mot", "Ce qu'il demande"), tuple((francais.majuscule(g.nom), effet(g)) for g in bareme.echelle)
    )


def _dire(contexte: ContexteDocument, audit: Audit, constat: Constat, numero: int) -> ConstatDit:
    dossier, noms, au = contexte.dossier, contexte.noms(), contexte.au
    bareme = bareme_de(dossier, audit, constat)
    code = constat.nature_au(au)
    action = dossier.actions.get(constat.action or "")
    qui = noms.fonction(action.responsable) if action else ""
    quand = contexte.echeance_action(action) if action else None
    suivant = dossier.audits.get(constat.reporte_a or "")
    leve = constat.levee_le if constat.est_leve(au) else None
    # Levé, il n'est plus en retard de rien : la date prévue reste, sans reproche.
    pour = (quand.en_clair() if quand else "") if leve or not action else dire_echeance(quand, au)
    reporte = f"reporté à {francais.guillemets(suivant.intitule)}" if suivant else ""
    etat = f"levé {leve.en_complement()}" if leve else reporte or ("ouvert" if code in bareme.a_corriger else "relevé")
    preuve = contexte.intitules([constat.preuve_levee])[0] if constat.preuve_levee else ""
    dit = ConstatDit(
        numero=numero,
        id=constat.id,
        titre=f"Constat n°{francais.INSECABLE}{numero}{francais.INSECABLE}: {bareme.nom(code)}",
        nature=bareme.nom(code),
        a_corriger=code in bareme.a_corriger,
        est_leve=leve is not None,
        exigence=dossier.reference(constat.exigence)[1] if constat.exigence else "",
        ou=libelles.nommer_lieu(dossier, constat.site, constat.service),
        texte=constat.texte,
        action=action.intitule if action else "",
        qui=qui,
        pour=pour,
        levee=leve.en_clair() if leve else "",
        preuve=preuve,
        verification=", ".join(_verification(contexte, constat)),
        reevaluation=_reevaluation(contexte, constat, leve is not None),
        etat=etat,
        fiche=TableauTexte((), ()),
    )
    return _avec_fiche(contexte, audit, constat, dit)


def _verification(contexte: ContexteDocument, constat: Constat) -> Iterator[str]:
    if constat.verifie_par is not None:
        yield contexte.noms().complet(constat.verifie_par)
        if constat.verifie_le is not None:
            yield constat.verifie_le.en_complement()


def _reevaluation(contexte: ContexteDocument, constat: Constat, est_leve: bool) -> str:
    """Ce que l'exigence vaut depuis que le constat est levé."""
    depuis = [*reevaluations(contexte.dossier, constat, contexte.au)]
    if depuis:
        return f"{libelles.mot(depuis[-1].statut)} ({depuis[-1].date.en_clair()})"
    return "à faire" if est_leve and constat.exigence else ""


def _avec_fiche(contexte: ContexteDocument, audit: Audit, constat: Constat, dit: ConstatDit) -> ConstatDit:
    bareme = bareme_de(contexte.dossier, audit, constat)
    graduations = [bareme.nom(constat.nature)] + [
        f"{bareme.nom(r.nature)}{f' {r.le.en_complement()}' if r.le else ''}{f' ({r.motif})' if r.motif else ''}"
        for r in constat.revisions
    ]
    origine = next((c for c in audit.constats if c.id == constat.scinde_de), None)
    detache = f"{francais.guillemets(origine.texte.removesuffix('.'))}" if origine else ""
    detache += f", {constat.scinde_le.en_complement()}" if detache and constat.scinde_le else ""
    suite = A_REMPLIR if dit.a_corriger and not dit.est_leve else ""
    rangees = (
        ("Référence", _exigence(contexte, constat)),
        ("Où", dit.ou),
        ("Constat", dit.texte),
        ("Remarque", constat.remarque or ""),
        ("Gravité", ", puis ".join(graduations) if len(graduations) > 1 else dit.nature),
        ("Détaché de", detache),
        ("Analyse de la cause", constat.cause or suite),
        ("Correction immédiate", constat.correction or suite),
        ("Action corrective", dit.action or suite),
        ("Qui la mène", dit.qui),
        ("Pour quand", dit.pour),
        ("Levée", dit.levee or suite),
        ("Preuve de la levée", dit.preuve or suite),
        ("Vérifiée par", dit.verification or suite),
        ("Réévaluation", dit.reevaluation),
        ("Report", dit.etat if dit.etat.startswith("reporté") else ""),
    )
    return replace(dit, fiche=TableauTexte(("Rubrique", "Contenu"), tuple(r for r in rangees if r[1])))


def _exigence(contexte: ContexteDocument, constat: Constat) -> str:
    """Le code de l'exigence visée, et ce qu'elle dit."""
    if constat.exigence is None:
        return ""
    nom, code = contexte.dossier.reference(constat.exigence)
    referentiel = contexte.dossier.referentiels.get(nom)
    feuille = next(iter(referentiel.feuilles_de(code)), None) if referentiel else None
    if feuille is None:
        return code
    intitule = feuille.intitule if feuille.code == code else feuille.engagement.intitule
    return f"{code}, {francais.enchainer(intitule)}"
