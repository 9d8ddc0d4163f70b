"""Les réunions de toutes les instances : une ligne par réunion."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.feuilles.description import FeuilleDecrite, LigneDeFeuille, Naissance, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, naitre_fiche
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import acteur, acteurs_fermes, texte
from qualicli.modeles.importation import Effet

COLONNES = (
    Colonne("instance", "Instance", "choix", 30, "nouvelle", "instances", obligatoire=True),
    Colonne("date", "Date", "date", 11, "nouvelle", obligatoire=True),
    Colonne("intitule", "Réunion", "texte", 38),
    Colonne("type", "Type", "choix", 14, liste="types_reunion", defaut="ordinaire"),
    Colonne("heure", "Heure", "heure", 9),
    Colonne("lieu", "Lieu", "texte", 24),
    Colonne("president", "Présidée par", "acteur", 26, liste="acteurs", note="Une fonction, jamais un nom."),
    Colonne("cr_diffuse_le", "Compte rendu diffusé le", "date", 14, passee=True),
    lecture_seule("presents", "Présents", 10, "", "entier"),
    lecture_seule("decisions", "Décisions", 10, "", "entier"),
    Colonne("prochaine", "Prochaine réunion", "echeance", 16, chemin=("prochaine", "date")),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par réunion, la dernière d'abord."""
    for reunion in sorted(source.dossier.reunions.values(), key=lambda r: (r.date, r.id), reverse=True):
        instance = source.dossier.instances.get(reunion.instance)
        valeurs = {
            "instance": reunion.instance,
            "date": texte(reunion.date),
            "intitule": texte(reunion.intitule),
            "type": reunion.type,
            "heure": f"{reunion.heure:%H:%M}" if reunion.heure else "",
            "lieu": texte(reunion.lieu),
            "president": acteur(reunion.president),
            "cr_diffuse_le": texte(reunion.cr_diffuse_le),
            "presents": str(len(reunion.presents)),
            "decisions": str(len(reunion.decisions)),
            "prochaine": texte(reunion.prochaine.date) if reunion.prochaine else "",
        }
        acteurs = (reunion.president, *reunion.invites, *(p.qui for p in reunion.presents), *reunion.excuses)
        membres = (*instance.membres, *(a.qui for a in instance.associes)) if instance else ()
        nom = f"Réunion {francais.guillemets(reunion.intitule or (instance.nom if instance else reunion.instance))}"
        yield LigneDeFeuille(
            f"reunions/{reunion.id}",
            reunion.fichier,
            (),
            valeurs,
            f"{nom} {reunion.date.en_complement()}",
            source.services_de((*acteurs, *membres)),
            acteurs_fermes(reunion, "president"),
            reunion,
        )


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une réunion, dont le texte reste à écrire."""
    exiger(naissance, COLONNES)
    v = naissance.valeurs
    ecrites = {c.cle: valeur_yaml(c, v.get(c.cle, "")) for c in COLONNES if c.ouverture != "jamais"}
    ecrites["prochaine"] = {"date": v["prochaine"]} if v.get("prochaine") else None
    nom = f"Nouvelle réunion, {naissance.mots('instance', v['instance'])}, {naissance.mots('date', v['date'])}"
    yield from naitre_fiche(naissance, "reunions", ".md", nom, ecrites, f"{v['instance']} {v['date'][:7]}")


FEUILLE = FeuilleDecrite(
    "reunions",
    "Réunions",
    "Toutes les instances, la dernière réunion d'abord.",
    COLONNES,
    lignes,
    poser_chaque,
    naitre,
    8,
)
