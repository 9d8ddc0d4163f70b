"""L'auto-évaluation : une ligne par point de contrôle ; ce que l'on y change s'ajoute au journal."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from qualicli import francais
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.points import PointDeControle
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    dire_referentiel,
    lecture_seule,
    referentiels_a_dire,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter
from qualicli.modeles.suivi import Evaluation
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.libelles import CAUSES, NIVEAUX, STATUTS_MODULE, mot, nommer_service

COLONNES = (
    Colonne(
        "etat",
        "État",
        "choix",
        11,
        "toujours",
        "etats",
        ("statut",),
        "evaluation",
        obligatoire=True,
        note="Choisissez dans la liste. « Partiel » : commencé, pas tenu partout. « Sans objet » demande un motif en "
        "commentaire.",
    ),
    Colonne(
        "date",
        "Évalué le",
        "date",
        11,
        "toujours",
        "",
        ("date",),
        "evaluation",
        note="La date de votre évaluation. Laissée telle quelle quand vous changez l'état, c'est la date du retour du "
        "classeur qui compte.",
        passee=True,
    ),
    Colonne(
        "commentaire",
        "Commentaire",
        "long",
        28,
        "toujours",
        "",
        ("commentaire",),
        "evaluation",
        note="Ce qui est fait, ce qui manque ; le motif, quand le point est sans objet.",
        exigee_si=("etat", "sans_objet"),
    ),
    Colonne("code", "Code", "choix", 7, "nouvelle", "codes", obligatoire=True, note="Le numéro du point de contrôle."),
    lecture_seule("exigence", "Ce qui est demandé", 32),
    lecture_seule("lecture", "Où en est-on", 14, "Le point est acquis quand il est réalisé et prouvé.", ton=True),
    lecture_seule("presentes", "Preuves présentes", 28, "Les documents qui couvrent ce point, et jusqu'à quand."),
    lecture_seule("attendues", "Preuves attendues", 13),
    Colonne("site", "Site", "choix", 12, "nouvelle", "sites"),
    Colonne("service", "Service", "choix", 20, "nouvelle", "services"),
    lecture_seule("action", "Action en cours", 21),
    lecture_seule("echeance", "Pour quand", 11),
    lecture_seule("engagement", "Engagement", 25),
    lecture_seule("module", "Module", 16),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par point de contrôle, comptés d'abord."""
    ecarts: dict[tuple[str, str, str, str], Ecart] = {}
    for resultat in source.diagnostic.referentiels:
        for ecart in resultat.ecarts:
            cle = (ecart.referentiel, ecart.exigence, ecart.site or "", ecart.service or "")
            ecarts.setdefault(cle, ecart)
    journaux = _journaux(source.dossier)
    lieux = _lieux(source.dossier)
    etats = list(source.etats())
    sites = Counter((e.point.referentiel, e.point.feuille.code, e.point.service) for e, _ in etats)
    for etat, hors in etats:
        seul = sites[(etat.point.referentiel, etat.point.feuille.code, etat.point.service)] == 1
        ligne = _ligne(source, etat, hors, ecarts.get(etat.point.cle), journaux, lieux)
        yield replace(ligne, objet=(etat, _precise_le_site(source.dossier, etat, seul)))


def _precise_le_site(dossier: Dossier, etat: EtatPoint, seul: bool) -> bool:
    """Vrai quand l'évaluation doit nommer son site : générale, elle ne ferait pas foi, ou vaudrait ailleurs."""
    if etat.fondement is None:
        return len(dossier.demarche.sites) > 1
    return etat.fondement.evaluation.site is not None or not seul


def _ligne(
    source: DossierDiagnostique,
    etat: EtatPoint,
    hors: str,
    ecart: Ecart | None,
    journaux: Mapping[tuple[str, str], str],
    lieux: Mapping[str, str],
) -> LigneDeFeuille:
    point, feuille, fondement = etat.point, etat.point.feuille, etat.fondement
    evaluation = fondement.evaluation if fondement else None
    engagement, module = feuille.engagement, feuille.module
    citer = partial(source.dossier.citer, point.referentiel)
    valeurs = {
        **dire_referentiel(source, point.referentiel),
        "module": f"{citer(module.code)} {module.titre or ''}".strip()
        + (f" ({STATUTS_MODULE[hors]}, pour mémoire)" if hors else ""),
        "engagement": f"{citer(engagement.code)} · {engagement.intitule}",
        "code": citer(feuille.code),
        "exigence": feuille.intitule,
        "site": point.site,
        "service": point.service or point.responsable or "",
        "etat": evaluation.statut if evaluation else "",
        "date": evaluation.date.texte if evaluation else "",
        "commentaire": _commentaire(evaluation),
        "attendues": francais.liste(map(mot, feuille.exigence.preuves)) or "au moins une",
        "presentes": _presentes(source, etat),
        "lecture": _lecture(etat, ecart),
    }
    if ecart and ecart.action:
        valeurs["action"] = ecart.action.intitule
        valeurs["echeance"] = ecart.echeance.en_clair() if ecart.echeance else ""
    fichier = fondement.suivi.fichier if fondement else journaux.get((point.referentiel, engagement.code), "")
    nom = f"{valeurs['code']} à {lieux[point.site]}" + (
        f", {nommer_service(source.dossier, point.service)}" if point.service else ""
    )
    racine = ("evaluations", fondement.rang) if fondement else ()
    services = tuple(dict.fromkeys(s for s in (point.service, point.responsable) if s))
    return LigneDeFeuille(
        "/".join(("point", *point.cle)), fichier or _nouveau_journal(point), racine, valeurs, nom, services
    )


def _journaux(dossier: Dossier) -> dict[tuple[str, str], str]:
    journaux: dict[tuple[str, str], str] = {}
    for suivi in dossier.engagements.values():
        journaux.setdefault((suivi.referentiel, suivi.engagement), suivi.fichier)
    return journaux


def _nouveau_journal(point: PointDeControle) -> str:
    code = point.feuille.engagement.code
    return f"engagements/{point.referentiel}/{code.zfill(2) if code.isdigit() else code}.yaml"


def _lieux(dossier: Dossier) -> dict[str, str]:
    """Le nom court de chaque site : sa commune, ou son nom quand la commune en a plusieurs."""
    sites = dossier.demarche.sites
    communes = [s.commune for s in sites.values()]
    return {i: s.commune if s.commune and communes.count(s.commune) == 1 else s.nom for i, s in sites.items()}


def _commentaire(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return ""
    return (evaluation.motif if evaluation.statut == "sans_objet" else None) or evaluation.commentaire or ""


def _presentes(source: DossierDiagnostique, etat: EtatPoint) -> str:
    trouvees = []
    for examen in source.preuves.candidates(etat.point):
        document, defaut = examen.document, examen.defaut
        fin = document.fin_validite
        if defaut is None:
            suite = f"jusqu'{_terme(fin, 'au')}" if fin else "sans fin"
        else:
            suite = _DEFAUTS.get(defaut, "pièce altérée")
            suite += f" depuis {_terme(fin, 'le')}" if defaut == "caduque" and fin else ""
        trouvees.append(f"{document.intitule} ({suite})")
    return "\n".join(trouvees)


def _terme(fin: DateImprecise, mot_court: Literal["au", "le"]) -> str:
    """Le terme d'une date : un jour en chiffres, sinon la période dont c'est la fin."""
    if fin.est_exacte:
        return f"{mot_court} {francais.jour_court(fin.fin)}"
    return fin.en_terme() if mot_court == "au" else fin.en_fin()


_DEFAUTS = {
    "caduque": "caduque",
    "introuvable": "pièce introuvable",
    "brouillon": "à valider",
    "sans_date": "sans date",
    "a_venir": "pas encore datée",
}


def _lecture(etat: EtatPoint, ecart: Ecart | None) -> str:
    if etat.est_prouve:
        return NIVEAUX["prouve"] + (f" ; {CAUSES[ecart.cause]}" if ecart else "")
    return CAUSES[ecart.cause] if ecart else NIVEAUX[etat.statut]


def retoucher(edition: Edition, _colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Un état, une date ou un commentaire changé : une évaluation de plus, jamais une de réécrite."""
    etat, precise_le_site = edition.ligne.objet
    avant, changees = edition.ligne.valeurs, edition.changees
    statut = changees.get("etat", avant["etat"])
    if not statut:
        raise LigneRefusee("une évaluation ne s'efface pas" if avant["etat"] else "il manque l'état")
    if changees.get("date") == "" and avant["date"] and "etat" not in changees:
        raise LigneRefusee("la date d'une évaluation ne s'efface pas ; donnez la nouvelle")
    meme_etat = statut == avant["etat"]
    commentaire = changees.get("commentaire", avant["commentaire"] if meme_etat else "")
    # Un commentaire corrigé dit mieux la même évaluation : il n'en invente pas une aujourd'hui.
    quand = changees.get("date") or (avant["date"] if meme_etat and "date" not in changees else edition.au.isoformat())
    if DateImprecise.lire(quand).debut > edition.au:
        raise LigneRefusee(f"une évaluation ne se date pas d'avance ({edition.mots('date', quand)})")
    element = _element(etat.point, precise_le_site, statut, quand, commentaire)
    if _deja(edition.dossier, edition.ligne.fichier, element):
        return
    mots = f"{edition.ligne.nom} : {edition.mots('etat', avant['etat']) if avant['etat'] else 'non évalué'} → "
    mots += f"{edition.mots('etat', statut)}, {edition.mots('date', quand)}"
    mots += f" (« {edition.mots('commentaire', commentaire)} »)" if commentaire else ""
    if avant["commentaire"] and not commentaire:
        mots += " ; l'ancien commentaire reste à l'évaluation d'avant"
    retouche = Ajouter(("evaluations",), element, {"engagement": etat.point.feuille.engagement.code})
    yield Effet(edition.ligne.fichier, retouche, mots)


def _element(
    point: PointDeControle, precise_le_site: bool, statut: str, quand: str, commentaire: str
) -> dict[str, Any]:
    element: dict[str, Any] = {"exigence": point.feuille.code, "statut": statut, "date": quand}
    if precise_le_site:
        element["site"] = point.site
    if point.service:
        element["service"] = point.service
    if statut == "sans_objet" and not commentaire:
        raise LigneRefusee("« sans objet » demande un motif en commentaire")
    if commentaire:
        element["motif" if statut == "sans_objet" else "commentaire"] = commentaire
    return element


def _deja(dossier: Dossier, fichier: str, element: Mapping[str, Any]) -> bool:
    """Vrai quand le journal a déjà cette évaluation : un classeur importé deux fois n'ajoute rien la seconde."""
    cles = ("exigence", "statut", "date", "site", "service", "commentaire", "motif")
    voulue = {c: str(element.get(c) or "") for c in cles}
    journal = (s for s in dossier.engagements.values() if s.fichier == fichier)
    return any({c: str(getattr(e, c) or "") for c in cles} == voulue for s in journal for e in s.evaluations)


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une évaluation d'un point connu, à ajouter au journal."""
    valeurs = naissance.valeurs
    exiger(naissance, COLONNES)
    if not valeurs.get("date"):
        raise LigneRefusee("il manque « Évalué le »")
    trouvees = [
        ligne
        for ligne in naissance.table.lignes
        if ligne.valeurs["code"] == valeurs["code"]
        and all(valeurs.get(c, "") in ("", ligne.valeurs[c]) for c in ("site", "service"))
    ]
    if len(trouvees) != 1:
        raise LigneRefusee("ce point n'est pas dans le périmètre" if not trouvees else "précisez le site et le service")
    ligne = trouvees[0]
    changees = {c: valeurs.get(c, "") for c in ("etat", "date", "commentaire")}
    if all(ligne.valeurs[c] == v for c, v in changees.items() if v):
        return
    yield from retoucher(Edition(ligne, changees, naissance.au, naissance.dossier, naissance.mots), {})


FEUILLE = FeuilleDecrite(
    "autoevaluation",
    "Auto-évaluation",
    "Un point par ligne. Remplissez les trois colonnes blanches : l'état, la date et le commentaire.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    3,
    referentiels_a_dire,
    indivisible=True,
    figees=4,
)
