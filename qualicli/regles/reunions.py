"""REU : une réunion se tient, ses suites aussi ; le compte rendu vient après, et à temps."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.reunion import Reunion
from qualicli.regles.bilans import bilans_non_presentes, bilans_sans_objectif
from qualicli.regles.comites import comites_techniques_espaces, groupes_en_sommeil, instances_espacees
from qualicli.regles.comptes_rendus import comptes_rendus_attendus, comptes_rendus_precoces, comptes_rendus_tardifs
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.doublons import reunions_en_double
from qualicli.regles.evenements import reunions_a_deux_dates
from qualicli.regles.listes import en_double
from qualicli.regles.presences import noms_voisins, presents_non_invites
from qualicli.regles.soumissions import reprises_inconnues, soumissions_oubliees

_LIBELLES = {"point": "point", "college": "collège"}


def _reunions(contexte: Contexte) -> Iterator[Reunion]:
    return iter(contexte.connu.reunions.values())


def decisions_sans_action(contexte: Contexte) -> Iterator[Faute]:
    """Une décision qui a une échéance est suivie par une action."""
    for reunion in _reunions(contexte):
        for rang, decision in enumerate(reunion.decisions):
            if decision.echeance is not None and decision.action is None:
                message = f"La décision « {decision.id} » a une échéance, mais aucune action ne la suit."
                conseil = "Créez l'action (« qualicli ajouter action ») et citez-la : « action: … »."
                yield Faute(reunion.fichier, ("decisions", rang, "echeance"), message, conseil)


def suggestions_sans_suite(contexte: Contexte) -> Iterator[Faute]:
    """Chaque suggestion reçoit une suite."""
    for reunion in _reunions(contexte):
        for rang, suggestion in enumerate(reunion.suggestions):
            if suggestion.suite is None:
                message = f"La suggestion « {suggestion.id} » n'a pas de suite."
                conseil = "Choisissez « suite » : action, soumise_a, refusee ou information."
                yield Faute(reunion.fichier, ("suggestions", rang), message, conseil)


def suites_incompletes(contexte: Contexte) -> Iterator[Faute]:
    """La suite d'une suggestion dit laquelle : l'action, l'instance saisie, ou le motif du refus."""
    attendus = {"action": "action", "soumise_a": "soumise_a", "refusee": "motif"}
    for reunion in _reunions(contexte):
        for rang, suggestion in enumerate(reunion.suggestions):
            cle = attendus.get(suggestion.suite or "")
            if cle is not None and not getattr(suggestion, cle):
                message = f"La suite « {suggestion.suite} » de la suggestion « {suggestion.id} » n'a pas de « {cle} »."
                yield Faute(reunion.fichier, ("suggestions", rang, "suite"), message, f"Ajoutez « {cle}: … ».")


def renvois_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Un point cité est à l'ordre du jour, un collège cité est de l'instance."""
    for reunion in _reunions(contexte):
        points = {point.id for point in reunion.ordre_du_jour}
        instance = contexte.dossier.instances.get(reunion.instance)
        colleges = set(instance.colleges) if instance else None
        for chemin, cle, valeur in _renvois(reunion):
            connus = points if cle == "point" else colleges
            # Une instance inconnue a déjà son anomalie : ses collèges ne se jugent pas.
            if connus is not None and valeur not in connus:
                ou = "à l'ordre du jour" if cle == "point" else "dans l'instance"
                proche = francais.plus_proche(valeur, connus)
                conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "Ajoutez-le, ou corrigez l'identifiant."
                message = f"Le {_LIBELLES[cle]} « {valeur} » n'est pas {ou}."
                yield Faute(reunion.fichier, (*chemin, cle), message, conseil)


def _renvois(reunion: Reunion) -> Iterator[tuple[Chemin, str, str]]:
    for liste, cle in (
        ("decisions", "point"),
        ("suggestions", "point"),
        ("suggestions", "college"),
        ("presents", "college"),
    ):
        for rang, element in enumerate(getattr(reunion, liste)):
            valeur = getattr(element, cle)
            if valeur is not None:
                yield (liste, rang), cle, valeur


def identifiants_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Dans une réunion, deux points, deux décisions ou deux suggestions n'ont pas le même identifiant."""
    for reunion in _reunions(contexte):
        for liste in ("ordre_du_jour", "decisions", "suggestions"):
            elements = getattr(reunion, liste)
            for rang in en_double(e.id for e in elements):
                message = f"L'identifiant « {elements[rang].id} » sert deux fois dans « {liste} »."
                yield Faute(
                    reunion.fichier, (liste, rang, "id"), message, "Donnez-lui un identifiant qui lui soit propre."
                )


REGLES = (
    Regle(
        "REU001",
        Gravite.ERREUR,
        "Compte rendu antérieur à la réunion",
        "La date d'établissement ou de diffusion du compte rendu précède celle de la réunion.",
        "date: 2015-10-16\netabli: {date: 2015-10-12}",
        "date: 2015-10-16\netabli: {date: 2015-10-23}",
        comptes_rendus_precoces,
    ),
    Regle(
        "REU002",
        Gravite.AVERTISSEMENT,
        "Compte rendu tardif",
        "Le compte rendu est établi ou diffusé après le délai « delais: compte_rendu » de la démarche.",
        "date: 2021-02-18\ncr_diffuse_le: 2021-03-30",
        "date: 2021-02-18\ncr_diffuse_le: 2021-03-02",
        comptes_rendus_tardifs,
    ),
    Regle(
        "REU003",
        Gravite.AVERTISSEMENT,
        "Compte rendu attendu",
        "Le délai est passé et la réunion n'a ni « etabli », ni « cr_diffuse_le », ni « diffusion ».",
        "date: 2021-02-18",
        "date: 2021-02-18\ncr_diffuse_le: 2021-03-02",
        comptes_rendus_attendus,
    ),
    Regle(
        "REU004",
        Gravite.AVERTISSEMENT,
        "Présent non invité",
        "Quand tous les invités sont des personnes ou des rôles, chaque présent doit en être, ou être membre de l'instance.",
        "invites: [a-martin]\npresents: [{qui: b-petit}]",
        "invites: [a-martin, b-petit]\npresents: [{qui: b-petit}]",
        presents_non_invites,
    ),
    Regle(
        "REU005",
        Gravite.ERREUR,
        "Décision à échéance sans action",
        "Une décision qui a une échéance se retrouve au plan d'actions.",
        "- {id: d1, texte: Fournir les preuves, echeance: 2015-11-09}",
        "- {id: d1, texte: Fournir les preuves, echeance: 2015-11-09, action: preuves-audit}",
        decisions_sans_action,
    ),
    Regle(
        "REU006",
        Gravite.AVERTISSEMENT,
        "Suggestion sans suite",
        "Une suggestion devient une action, est soumise à une instance, refusée avec un motif, ou notée pour information.",
        "- {id: s1, texte: Informer les mairies}",
        "- {id: s1, texte: Informer les mairies, suite: action, action: info-mairies}",
        suggestions_sans_suite,
    ),
    Regle(
        "REU007",
        Gravite.ERREUR,
        "Suite incomplète",
        "« action » demande l'action, « soumise_a » l'instance, « refusee » le motif.",
        "{id: s1, texte: …, suite: refusee}",
        "{id: s1, texte: …, suite: refusee, motif: Hors de nos compétences}",
        suites_incompletes,
    ),
    Regle(
        "REU008",
        Gravite.ERREUR,
        "Point ou collège inconnu",
        "Une décision, une suggestion ou une présence cite un point absent de l'ordre du jour, ou un collège absent de "
        "l'instance.",
        "ordre_du_jour: [{id: enquete, titre: …}]\ndecisions: [{id: d1, texte: …, point: enquetes}]",
        "ordre_du_jour: [{id: enquete, titre: …}]\ndecisions: [{id: d1, texte: …, point: enquete}]",
        renvois_inconnus,
    ),
    Regle(
        "REU009",
        Gravite.ERREUR,
        "Identifiant en double dans une réunion",
        "Deux points, deux décisions ou deux suggestions d'une réunion portent le même identifiant.",
        "- {id: d1, texte: …}\n- {id: d1, texte: …}",
        "- {id: d1, texte: …}\n- {id: d2, texte: …}",
        identifiants_en_double,
    ),
    Regle(
        "REU010",
        Gravite.AVERTISSEMENT,
        "Deux noms presque identiques",
        "Deux participants d'une même réunion ne diffèrent que d'une lettre : sans doute la même personne, mal écrite.",
        "presents: [{qui: de-martineau}, {qui: de-martinaeu}]",
        "presents: [{qui: de-martineau}]",
        noms_voisins,
    ),
    Regle(
        "REU011",
        Gravite.AVERTISSEMENT,
        "Point qualité dû au comité technique",
        "L'avancement de la démarche se présente chaque année au comité technique, quand l'instance existe.",
        "(dernier passage le 2020-11-26, contrôle le 2022-03-15)",
        "(un passage le 2021-11-25)",
        comites_techniques_espaces,
    ),
    Regle(
        "REU012",
        Gravite.INFORMATION,
        "Groupe de travail en sommeil",
        "Un groupe permanent ne s'est pas réuni depuis « delais: reunion_groupe ».",
        "(dernière réunion en mars, contrôle en décembre)",
        "permanent: false",
        groupes_en_sommeil,
    ),
    Regle(
        "REU013",
        Gravite.AVERTISSEMENT,
        "Bilan non présenté au comité de pilotage",
        "Un document de type « bilan » en vigueur n'est cité par aucune réunion du comité de pilotage.",
        "type: bilan\ndate: 2021-03-03",
        "documents_remis: [bilan-2020]   (dans la réunion du COPIL)",
        bilans_non_presentes,
    ),
    Regle(
        "REU014",
        Gravite.AVERTISSEMENT,
        "Bilan sans objectif pour la suite",
        "Le bilan annuel porte les objectifs de l'année suivante : « objectifs » (qualicli.yaml) n'en a aucun après lui.",
        "objectifs: [{date: 2020, texte: …}]   (bilan de mars 2021)",
        "objectifs: [{date: 2021, texte: …}]",
        bilans_sans_objectif,
    ),
    Regle(
        "REU015",
        Gravite.AVERTISSEMENT,
        "Suggestion soumise et jamais reprise",
        "Une suggestion soumise à une instance (« soumise_a ») revient à l'ordre du jour de la réunion suivante de celle-ci, "
        "dont un point dit « reprend: [réunion:suggestion] ».",
        "(clu-2021-12) suggestions: [{id: s2, …, suite: soumise_a, soumise_a: [copil]}]\n(copil-2022-03) ordre_du_jour: "
        "[{id: plan, …}]",
        '(copil-2022-03) ordre_du_jour: [{id: plan, …}, {id: samedi, …, reprend: ["clu-2021-12:s2"]}]',
        soumissions_oubliees,
    ),
    Regle(
        "REU016",
        Gravite.ERREUR,
        "Suggestion reprise inconnue",
        "Un point dit reprendre une suggestion qui n'existe pas, ou d'une réunion postérieure.",
        'reprend: ["clu-2021-12:s9"]',
        'reprend: ["clu-2021-12:s2"]',
        reprises_inconnues,
    ),
    Regle(
        "REU017",
        Gravite.AVERTISSEMENT,
        "Réunion en double",
        "Une instance a deux réunions le même jour, à la même heure ou sans heure : sans doute deux copies d'une fiche.",
        "(copil-2022-03.md et copil-2022-03-10.md) date: 2022-03-10",
        "(les deux) heure: 9h30 et heure: 14h",
        reunions_en_double,
    ),
    Regle(
        "REU018",
        Gravite.AVERTISSEMENT,
        "Réunion et étape à deux dates",
        "Une réunion, et l'étape du rétroplanning qui la prévoit, sont le même évènement : elles ont une date.",
        "date: 2022-03-11   (l'étape « copil-2022-03 » est réalisée le 2022-03-10)",
        "date: 2022-03-10",
        reunions_a_deux_dates,
    ),
    Regle(
        "REU019",
        Gravite.AVERTISSEMENT,
        "Instance réunie moins souvent que prévu",
        "Un comité de pilotage, une équipe projet ou une autre instance a une « periodicite », et sa dernière réunion est plus "
        "ancienne.",
        "copil: {…, periodicite: 6 mois}   (dernière réunion le 2021-09-01, contrôle le 2022-03-15)",
        "(une réunion le 2021-09-15)",
        instances_espacees,
    ),
)
