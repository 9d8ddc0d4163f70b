"""Le rétroplanning : une ligne par étape, et sa barre mois par mois."""

from collections.abc import Iterator, Mapping
from datetime import date

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, joindre, valeur_yaml
from qualicli.echanges.feuilles.description import Edition, FeuilleDecrite, LigneDeFeuille, Naissance, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, exiger_un_report, naitre_fiche
from qualicli.echanges.feuilles.retouches import reviser
from qualicli.echanges.feuilles.textes import delai, texte
from qualicli.modeles.importation import Effet
from qualicli.modeles.suivi import Jalon, revision_connue
from qualicli.modeles.temps.dates import DateImprecise

_MOIS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
COLONNES = (
    Colonne("intitule", "Étape", "texte", 30, obligatoire=True),
    Colonne("type", "Type", "choix", 12, liste="types_jalon", defaut="autre"),
    Colonne("initiale", "Date initiale", "echeance", 12, "nouvelle", chemin=("date_initiale",), obligatoire=True),
    Colonne(
        "echeance",
        "Date révisée",
        "echeance",
        12,
        groupe="revision",
        note="Changez cette date pour décaler l'étape ; dites pourquoi dans la colonne suivante. La première reste.",
    ),
    Colonne("motif_report", "Motif de la révision", "texte", 20, groupe="revision", exigee_si=("echeance",)),
    Colonne("realise_le", "Réalisé le", "date", 11, passee=True),
    Colonne("services", "Services", "liste", 16, liste="services", note="Vide : tous les services."),
    Colonne("commentaire", "Commentaire", "long", 18),
    lecture_seule("alerte", "Où en est-on", 13, ton=True),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par étape, dans l'ordre du temps."""
    au = source.diagnostic.au
    dates = source.dossier.dates_jalons(au)
    mois = {c.cle for c in colonnes_mois(source)}
    for jalon in sorted(source.dossier.jalons.values(), key=lambda j: (_debut(dates.get(j.id)), j.id)):
        prevue, rang = source.date_de(jalon.date_initiale), revision_connue(jalon.revisions, au)
        revision = jalon.revisions[rang] if rang is not None else None
        valeurs = {
            "intitule": jalon.intitule,
            "type": jalon.type,
            "initiale": texte(jalon.date_initiale),
            "echeance": texte(revision.nouvelle) if revision else "",
            "motif_report": texte(revision.motif) if revision else "",
            "realise_le": texte(jalon.realise_le),
            "services": joindre(jalon.services),
            "commentaire": texte(jalon.commentaire),
            "alerte": "fait" if jalon.est_realise(au) else delai(dates.get(jalon.id), au) or "sans date",
        }
        valeurs |= {c: s for c, s in _barre(jalon, prevue, dates.get(jalon.id), au).items() if c in mois}
        services = jalon.services or tuple(source.dossier.services)
        yield LigneDeFeuille(
            f"jalons/{jalon.id}",
            jalon.fichier,
            (),
            valeurs,
            f"Étape {francais.guillemets(jalon.intitule)}",
            services,
            objet=jalon,
        )


def _debut(quand: DateImprecise | None) -> date:
    return quand.debut if quand else date.max


def colonnes_mois(source: DossierDiagnostique) -> tuple[Colonne, ...]:
    """Une colonne étroite par mois, de six mois avant la date à un an après, sans déborder du rétroplanning."""
    au = source.diagnostic.au
    dates = source.dossier.dates_jalons(au).values()
    ici = _mois(au)
    if not dates:
        return ()
    debut = max(ici - 6, min(_mois(d.debut) for d in dates))
    fin = min(ici + 12, max(_mois(d.fin) for d in dates))
    return tuple(lecture_seule(f"mois_{m}", f"{_MOIS[m % 12]} {m // 12 % 100:02}", 3) for m in range(debut, fin + 1))


def _mois(quand: date) -> int:
    return quand.year * 12 + quand.month - 1


def _barre(jalon: Jalon, initiale: DateImprecise | None, en_vigueur: DateImprecise | None, au: date) -> dict[str, str]:
    """La barre d'une étape : « ○ » prévu d'abord, « ─ » le glissement, « ● » la date en vigueur, « ✓ » fait."""
    if initiale is None or en_vigueur is None:
        return {}
    cases = dict.fromkeys(range(_mois(initiale.debut), _mois(en_vigueur.fin) + 1), "─")
    cases |= dict.fromkeys(range(_mois(initiale.debut), _mois(initiale.fin) + 1), "○") if jalon.revisions else {}
    cases |= dict.fromkeys(range(_mois(en_vigueur.debut), _mois(en_vigueur.fin) + 1), "●")
    if jalon.realise_le is not None and jalon.est_realise(au):
        cases[_mois(jalon.realise_le.fin)] = "✓"
    return {f"mois_{m}": signe for m, signe in cases.items()}


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Une date révisée s'ajoute aux précédentes."""
    jalon: Jalon = edition.ligne.objet
    ligne = edition.ligne
    if not ligne.valeurs.get("echeance") and edition.changees.get("echeance"):  # la première révision aussi s'ajoute
        valeurs = {**ligne.valeurs, "echeance": ligne.valeurs["initiale"]}
        ligne = LigneDeFeuille(ligne.cle, ligne.fichier, ligne.racine, valeurs, ligne.nom, objet=jalon)
    suite = Edition(ligne, edition.changees, edition.au, edition.dossier, edition.mots)
    yield from reviser(suite, colonnes, "date_initiale", revision_connue(jalon.revisions, edition.au))


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une étape, dans un fichier à elle."""
    exiger(naissance, COLONNES)
    exiger_un_report(naissance, "echeance")
    v = naissance.valeurs
    ecrites = {
        str(c.ou[0]): valeur_yaml(c, v.get(c.cle, "")) for c in COLONNES if c.ouverture != "jamais" and not c.groupe
    }
    if v.get("echeance"):
        motif = {"motif": v["motif_report"]} if v.get("motif_report") else {}
        ecrites["revisions"] = [{"nouvelle": v["echeance"], **motif}]
    yield from naitre_fiche(
        naissance, "jalons", ".yaml", f"Nouvelle étape {francais.guillemets(v['intitule'])}", ecrites
    )


FEUILLE = FeuilleDecrite(
    "jalons",
    "Rétroplanning",
    "○ prévu d'abord, ─ glissement, ● en vigueur, ✓ fait.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    8,
    colonnes_mois,
)
