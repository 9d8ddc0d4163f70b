"""PRV : chaque document dit jusqu'à quand il vaut, où il est, et pour qui."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_boucle
from qualicli.regles.pieces import (
    orphelines,
    pieces_absentes,
    pieces_alterees,
    pieces_converties,
    pieces_egarees,
    pieces_exposees,
    preuves_sans_piece,
)
from qualicli.regles.validite import bientot_caducs, caducites_inversees, caducs, preuves_figees

_ACCES_USAGERS = frozenset({"internet", "affichage", "presentoir", "service"})


def sans_caducite(contexte: Contexte) -> Iterator[Faute]:
    """Un document en vigueur dit jusqu'à quand il vaut."""
    for document in contexte.dossier.documents:
        if document.caducite is None and document.est_en_vigueur:
            message = f"« {document.intitule} » n'a pas de date de caducité."
            yield Faute(
                document.fichier, (), message, "Ajoutez « caducite: AAAA-MM-JJ », ou « sans_objet » et un « motif »."
            )


def sans_objet_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Une caducité « sans objet » se justifie."""
    for document in contexte.dossier.documents:
        if document.caducite == "sans_objet" and document.motif is None:
            message = "La caducité est « sans objet » sans motif."
            yield Faute(document.fichier, ("caducite",), message, "Ajoutez « motif: … ».")


def internes_en_ligne(contexte: Contexte) -> Iterator[Faute]:
    """Un document interne, ou réservé aux agents, n'est pas sur l'internet."""
    for document in contexte.dossier.documents:
        if "internet" not in document.acces:
            continue
        # « agents » est aussi le défaut de « public » : seul celui qui l'a écrit a réservé le document.
        reserve = document.public == "agents" and "public" in document.model_fields_set
        if document.interne or reserve:
            cle, etat = ("interne", "interne") if document.interne else ("public", "réservé aux agents")
            message = f"« {document.intitule} » est {etat}, mais publié sur l'internet."
            conseil = "Retirez « internet » de ses accès, ou élargissez son public."
            yield Faute(document.fichier, (cle,), message, conseil)


def publics_introuvables(contexte: Contexte) -> Iterator[Faute]:
    """Un document destiné aux usagers leur est accessible."""
    for document in contexte.dossier.documents:
        if document.public != "agents" and document.est_en_vigueur and _ACCES_USAGERS.isdisjoint(document.acces):
            message = f"« {document.intitule} » est destiné aux usagers, qui n'y ont pas accès."
            conseil = "Ajoutez un accès : internet, affichage, presentoir ou service."
            yield Faute(document.fichier, ("public",), message, conseil)


def procedures_hors_intranet(contexte: Contexte) -> Iterator[Faute]:
    """Une fiche de procédure en vigueur est sur l'intranet, à portée de tous les agents."""
    for document in contexte.dossier.documents:
        if document.type_document == "fiche_procedure" and document.est_en_vigueur and "intranet" not in document.acces:
            message = f"La fiche « {document.intitule} » n'est pas sur l'intranet."
            yield Faute(document.fichier, ("acces",), message, "Ajoutez « intranet » à ses accès quand elle y est.")


def sans_couverture(contexte: Contexte) -> Iterator[Faute]:
    """Un document couvre une exigence, ou sert ailleurs dans le dossier."""
    seuls = [d for d in contexte.dossier.documents if not d.couvre]
    if not seuls:
        return
    # Relever les citations parcourt tout le dossier : on ne le fait que si un document en a besoin.
    cites = {citation.valeur for _, citation in contexte.citations if citation.famille == "documents"}
    for document in seuls:
        if document.id not in cites:
            rien = francais.aucun(contexte.dossier.mots.exigence)
            message = f"« {document.intitule} » ne couvre {rien} et n'est cité nulle part."
            yield Faute(
                document.fichier, (), message, "Ajoutez « couvre: [référentiel:code] » s'il prouve quelque chose."
            )


def remplacements_en_boucle(contexte: Contexte) -> Iterator[Faute]:
    """Un document ne se remplace pas lui-même, fût-ce à travers d'autres."""
    boucle = en_boucle({d.id: d.remplace for d in contexte.dossier.documents if d.remplace is not None})
    for document in contexte.dossier.documents if boucle else ():
        if document.id in boucle:
            message = f"« {document.id} » finit par se remplacer lui-même."
            yield Faute(document.fichier, ("remplace",), message, "Citez la version antérieure, ou retirez la clé.")


REGLES = (
    Regle(
        "PRV001",
        Gravite.AVERTISSEMENT,
        "Document sans caducité",
        "Un document en vigueur a une date de caducité, ou « sans_objet » avec un motif.",
        "date: 2020-10-12",
        "date: 2020-10-12\ncaducite: 2022-10-12",
        sans_caducite,
    ),
    Regle(
        "PRV002",
        Gravite.ERREUR,
        "Caducité « sans objet » sans motif",
        "Un document qui n'expire jamais dit pourquoi.",
        "caducite: sans_objet",
        "caducite: sans_objet\nmotif: Décision toujours en vigueur",
        sans_objet_sans_motif,
    ),
    Regle(
        "PRV003",
        Gravite.ERREUR,
        "Caducité antérieure au document",
        "La caducité précède la date du document.",
        "date: 2022-10-12\ncaducite: 2020-10-12",
        "date: 2020-10-12\ncaducite: 2022-10-12",
        caducites_inversees,
    ),
    Regle(
        "PRV004",
        Gravite.AVERTISSEMENT,
        "Document caduc",
        "La caducité est passée à la date du contrôle, et aucun document ne remplace celui-ci.",
        "caducite: 2021-10-12   (contrôle le 2022-03-15)",
        "caducite: 2023-10-12",
        caducs,
    ),
    Regle(
        "PRV005",
        Gravite.INFORMATION,
        "Document bientôt caduc",
        "La caducité tombe dans le délai « calcul: alerte_caducite » de la démarche.",
        "caducite: 2022-04-01   (contrôle le 2022-03-15)",
        "caducite: 2023-10-12",
        bientot_caducs,
    ),
    Regle(
        "PRV006",
        Gravite.ERREUR,
        "Chemin de pièce jointe refusé",
        "« fichier » est un chemin relatif à la fiche, avec des « / », qui ne sort pas du dossier.",
        "fichier: C:\\Qualité\\charte.pdf",
        "fichier: charte.pdf",
        pieces_egarees,
    ),
    Regle(
        "PRV007",
        Gravite.ERREUR,
        "Pièce jointe introuvable",
        "Le fichier joint n'est pas dans le dossier.",
        "fichier: charte-v2.pdf   (absent)",
        "fichier: charte-v2.pdf   (à côté de la fiche)",
        pieces_absentes,
    ),
    Regle(
        "PRV008",
        Gravite.ERREUR,
        "Pièce jointe altérée",
        "L'empreinte SHA-256 du fichier n'est pas celle de la fiche : il a changé depuis son enregistrement.",
        "empreinte: sha256:0000…",
        "empreinte: sha256:…   (celle du fichier)",
        pieces_alterees,
    ),
    Regle(
        "PRV009",
        Gravite.AVERTISSEMENT,
        "Preuve sans pièce ni emplacement",
        "Une preuve dit où est la pièce : « fichier », « url », « emplacement », ou le corps d'une fiche en Markdown.",
        "intitule: Charte",
        "intitule: Charte\nemplacement: Classeur qualité, bureau 207",
        preuves_sans_piece,
    ),
    Regle(
        "PRV010",
        Gravite.ERREUR,
        "Document interne publié sur l'internet",
        "Un document interne, ou réservé aux agents, a « internet » parmi ses accès.",
        "public: agents\nacces: [internet]",
        "public: tous\nacces: [internet]",
        internes_en_ligne,
    ),
    Regle(
        "PRV011",
        Gravite.AVERTISSEMENT,
        "Document destiné aux usagers, hors de leur portée",
        "Un document pour les usagers est sur l'internet, affiché, en présentoir ou à disposition dans le service.",
        "public: usagers\nacces: [intranet]",
        "public: usagers\nacces: [intranet, affichage]",
        publics_introuvables,
    ),
    Regle(
        "PRV012",
        Gravite.AVERTISSEMENT,
        "Fiche de procédure hors de l'intranet",
        "Une fiche de procédure en vigueur est accessible à tous les agents.",
        "etat: validee\nacces: [service]",
        "etat: validee\nacces: [service, intranet]",
        procedures_hors_intranet,
    ),
    Regle(
        "PRV013",
        Gravite.INFORMATION,
        "Document qui ne couvre rien",
        "Aucune exigence n'est couverte par ce document, et rien d'autre ne le cite.",
        "couvre: []",
        "couvre: [qual-e-pref:2.1]",
        sans_couverture,
    ),
    Regle(
        "PRV014",
        Gravite.INFORMATION,
        "Fichier sans fiche",
        "Un fichier de preuves/ n'est la pièce jointe d'aucune fiche.",
        "preuves/photo.jpg   (seul)",
        "preuves/photo.jpg et preuves/photo-hall.yaml (« fichier: photo.jpg »)",
        orphelines,
    ),
    Regle(
        "PRV015",
        Gravite.ERREUR,
        "Document qui se remplace lui-même",
        "La chaîne des « remplace » revient à son point de départ.",
        "remplace: charte-2022   (dans charte-2022.yaml)",
        "remplace: charte-2020",
        remplacements_en_boucle,
    ),
    Regle(
        "PRV016",
        Gravite.AVERTISSEMENT,
        "Preuve à renouveler",
        "La preuve est plus vieille que sa « periodicite », ou que celle de l'exigence qu'elle est la dernière à couvrir.",
        "periodicite: 6 mois\ndate: 2021-07-01   (contrôle le 2022-03-15)",
        "periodicite: 6 mois\ndate: 2022-01-10",
        preuves_figees,
    ),
    Regle(
        "PRV017",
        Gravite.AVERTISSEMENT,
        "Fins de ligne d'une pièce converties",
        "Git a converti les fins de ligne de la pièce en la posant sur ce disque. Elle compte : son contenu est le même.",
        "(pièce relevée sous Linux, posée sous Windows avec core.autocrlf)",
        "preuves/** -text   (dans .gitattributes)",
        pieces_converties,
    ),
    Regle(
        "PRV018",
        Gravite.INFORMATION,
        "Fins de ligne d'une pièce sans protection",
        "Une pièce a une empreinte, et rien n'interdit à git d'en convertir les fins de ligne sur un autre système.",
        "*.txt text=auto   (dans .gitattributes)",
        "preuves/** -text   (dans .gitattributes)",
        pieces_exposees,
    ),
)
