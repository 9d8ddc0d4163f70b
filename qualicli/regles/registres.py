"""REG : un registre à délais compte juste, et ses lignes se suivent."""

import posixpath
from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.registre import Registre
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_double
from qualicli.regles.tableau import chemin_ligne

_CANAUX = valeurs_admises(Canal)


def _registres(contexte: Contexte) -> Iterator[Registre]:
    return iter(contexte.dossier.registres.values())


def _faute(contexte: Contexte, registre: Registre, rang: int, cle: str, message: str, conseil: str) -> Faute:
    """Situe une ligne du registre dans son fichier .csv."""
    fichier = posixpath.normpath(posixpath.join(posixpath.dirname(registre.fichier), registre.fichier_lignes or ""))
    chemin = chemin_ligne(contexte.textes.get(fichier, b""), rang - len(registre.lignes), cle)
    return Faute(fichier if chemin else registre.fichier, chemin or ("lignes",), message, conseil)


def syntheses_fausses(contexte: Contexte) -> Iterator[Faute]:
    """On ne traite pas plus qu'on ne reçoit, ni dans le délai plus qu'on ne traite."""
    for registre in _registres(contexte):
        for rang, s in enumerate(registre.syntheses):
            for cle, petit, grand, autre in (
                ("traites", s.traites, s.recus, "reçus"),
                ("dans_le_delai", s.dans_le_delai, s.traites, "traités"),
            ):
                if petit > grand:
                    libelle = "traités" if cle == "traites" else "dans le délai"
                    message = f"{petit} {libelle} pour {grand} {autre} ({s.periode.en_clair()})."
                    yield Faute(registre.fichier, ("syntheses", rang, cle), message, "Corrigez l'un des deux nombres.")


def reponses_precoces(contexte: Contexte) -> Iterator[Faute]:
    """On ne répond pas avant d'avoir reçu."""
    for registre in _registres(contexte):
        for rang, ligne in enumerate(registre.lignes):
            if ligne.repondu_le is not None and ligne.repondu_le.precede(ligne.recu_le):
                message = f"« {ligne.id} » est répondu avant d'être reçu ({ligne.recu_le.en_clair()})."
                yield _faute(contexte, registre, rang, "repondu_le", message, "Corrigez l'une des deux dates.")


def lignes_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Chaque courrier a son identifiant."""
    for registre in _registres(contexte):
        for rang in en_double(ligne.id for ligne in registre.lignes):
            message = f"L'identifiant « {registre.lignes[rang].id} » sert à deux lignes."
            yield _faute(contexte, registre, rang, "id", message, "Une ligne, un identifiant : retirez le doublon.")


def reponses_en_retard(contexte: Contexte) -> Iterator[Faute]:
    """Une demande reçoit sa réponse dans le délai annoncé, compté en jours ouvrés du département."""
    demarche, au = contexte.dossier.demarche, contexte.au
    calendrier = CalendrierOuvre(demarche.organisme.departement)
    for registre in _registres(contexte):
        tardives = [
            (limite, rang)
            for rang, ligne in enumerate(registre.lignes)
            if ligne.recu_le.est_acquise(au) and (ligne.repondu_le is None or ligne.repondu_le.debut > au)
            if (limite := registre.limite(ligne, demarche.delais.reponses, calendrier)) is not None and limite < au
        ]
        if tardives:
            limite, rang = min(tardives)
            ouvres = francais.pluriel(calendrier.entre(limite, au), "jour ouvré", "jours ouvrés")
            combien = francais.pluriel(len(tardives), "demande attend", "demandes attendent")
            message = (
                f"{combien} une réponse au-delà du délai annoncé ; la plus ancienne, « {registre.lignes[rang].id} », "
                f"était due le {francais.jour(limite)} (retard : {ouvres})."
            )
            yield _faute(contexte, registre, rang, "recu_le", message, "Répondez, ou datez « repondu_le ».")


def delais_contraires(contexte: Contexte) -> Iterator[Faute]:
    """Le délai d'un registre est celui que la démarche annonce pour ses canaux."""
    reponses = contexte.dossier.demarche.delais.reponses
    for registre in _registres(contexte):
        annonce = registre.delai_annonce
        canaux = dict.fromkeys((registre.canal, *(ligne.canal for ligne in registre.lignes)))
        for canal in (c for c in canaux if c in reponses):
            jours = reponses[canal or ""]
            if annonce is not None and not (registre.se_compte_en_jours_ouvres and annonce.jours == jours):
                commun = francais.pluriel(int(jours), "jour ouvré", "jours ouvrés")
                message = (
                    f"Le registre annonce {registre.delai_en_clair}, la démarche {commun} pour le canal « {canal} » : "
                    "celui du registre l'emporte."
                )
                conseil = "Corrigez « delai_annonce », ou « delais: reponses » dans qualicli.yaml."
                yield Faute(registre.fichier, ("delai_annonce",), message, conseil)
                break


def arrets_impossibles(contexte: Contexte) -> Iterator[Faute]:
    """Un délai s'arrête après la réception, et ne reprend qu'après s'être arrêté."""
    for registre in _registres(contexte):
        for rang, ligne in enumerate(registre.lignes):
            arret, reprise = ligne.incomplet_le, ligne.complet_le
            if arret is not None and arret.precede(ligne.recu_le):
                message = f"« {ligne.id} » attend une pièce avant d'être reçue ({ligne.recu_le.en_clair()})."
                yield _faute(contexte, registre, rang, "incomplet_le", message, "Corrigez l'une des deux dates.")
            elif reprise is not None and arret is None:
                message = f"« {ligne.id} » est complétée sans qu'une pièce ait été demandée."
                conseil = "Datez « incomplet_le », ou videz « complet_le »."
                yield _faute(contexte, registre, rang, "complet_le", message, conseil)
            elif reprise is not None and arret is not None and reprise.precede(arret):
                message = f"« {ligne.id} » est complétée avant que la pièce soit demandée ({arret.en_clair()})."
                yield _faute(contexte, registre, rang, "complet_le", message, "Corrigez l'une des deux dates.")


def canaux_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Le canal d'une ligne est un de ceux que l'on sait ventiler."""
    conseil = f"Canaux admis : {', '.join(_CANAUX)}."
    for registre in _registres(contexte):
        for canal, rangs in _rangs(registre, "canal").items():
            if canal not in _CANAUX:
                proche = francais.plus_proche(canal, _CANAUX)
                precis = f"Vouliez-vous dire « {proche} » ? {conseil}" if proche else conseil
                message = f"Le canal « {canal} » est inconnu ({francais.pluriel(len(rangs), 'ligne')})."
                yield _faute(contexte, registre, rangs[0], "canal", message, precis)


def lieux_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Le site et le service d'une ligne sont ceux de la démarche."""
    dossier = contexte.dossier
    connus = {"site": dossier.demarche.sites.keys(), "service": dossier.services.keys()}
    for registre in _registres(contexte):
        for cle, admis in connus.items():
            for valeur, rangs in _rangs(registre, cle).items() if admis else ():
                if valeur not in admis:
                    proche = francais.plus_proche(valeur, admis)
                    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "Écrivez son identifiant."
                    message = f"Le {cle} « {valeur} » est inconnu ({francais.pluriel(len(rangs), 'ligne')})."
                    yield _faute(contexte, registre, rangs[0], cle, message, conseil)


def _rangs(registre: Registre, cle: str) -> dict[str, list[int]]:
    """Les lignes où se trouve chaque valeur d'une colonne : une valeur fausse n'est dite qu'une fois."""
    rangs: dict[str, list[int]] = {}
    for rang, ligne in enumerate(registre.lignes):
        valeur = getattr(ligne, cle)
        if valeur is not None:
            rangs.setdefault(valeur, []).append(rang)
    return rangs


REGLES = (
    Regle(
        "REG001",
        Gravite.ERREUR,
        "Synthèse de délais incohérente",
        "Les traités ne dépassent pas les reçus, ni ceux dans le délai les traités.",
        "{periode: 2022-01, recus: 40, traites: 42, dans_le_delai: 30}",
        "{periode: 2022-01, recus: 42, traites: 40, dans_le_delai: 30}",
        syntheses_fausses,
    ),
    Regle(
        "REG002",
        Gravite.ERREUR,
        "Réponse antérieure à la réception",
        "Une ligne du registre est répondue avant d'être reçue.",
        "id;recu_le;repondu_le\nC-1;2022-01-12;2022-01-02",
        "id;recu_le;repondu_le\nC-1;2022-01-02;2022-01-12",
        reponses_precoces,
    ),
    Regle(
        "REG003",
        Gravite.ERREUR,
        "Ligne de registre en double",
        "Deux lignes d'un registre portent le même identifiant.",
        "C-1;2022-01-02;\nC-1;2022-01-03;",
        "C-1;2022-01-02;\nC-2;2022-01-03;",
        lignes_en_double,
    ),
    Regle(
        "REG004",
        Gravite.ERREUR,
        "Canal inconnu",
        "Les délais se ventilent par canal : la liste en est fermée.",
        "id;recu_le;canal\nC-1;2022-01-02;mail",
        "id;recu_le;canal\nC-1;2022-01-02;courriel",
        canaux_inconnus,
    ),
    Regle(
        "REG005",
        Gravite.AVERTISSEMENT,
        "Site ou service de registre inconnu",
        "Les délais se ventilent par site et par service : une ligne cite un identifiant que la démarche n'a pas.",
        "id;recu_le;service\nC-1;2022-01-02;Accueil général",
        "id;recu_le;service\nC-1;2022-01-02;accueil-general",
        lieux_inconnus,
    ),
    Regle(
        "REG006",
        Gravite.AVERTISSEMENT,
        "Réponse au-delà du délai annoncé",
        "Des demandes sont sans réponse après « delai_annonce » du registre, ou « delais: reponses » de la démarche : en jours "
        "ouvrés du département, sauf « jours_ouvres: false ».",
        "delai_annonce: 15 j\n\nid;recu_le;repondu_le\nC-1;2022-01-12;   (contrôle le 2022-03-15)",
        "delai_annonce: 15 j\n\nid;recu_le;repondu_le\nC-1;2022-01-12;2022-01-20",
        reponses_en_retard,
    ),
    Regle(
        "REG007",
        Gravite.AVERTISSEMENT,
        "Deux délais annoncés",
        "« delai_annonce » du registre n'est pas celui de « delais: reponses » pour le même canal ; celui du registre sert aux "
        "calculs.",
        "canal: courrier\ndelai_annonce: 10 j\n\n# qualicli.yaml\ndelais:\n  reponses: {courrier: 15}",
        "canal: courrier\ndelai_annonce: 15 j\n\n# qualicli.yaml\ndelais:\n  reponses: {courrier: 15}",
        delais_contraires,
    ),
    Regle(
        "REG008",
        Gravite.ERREUR,
        "Arrêt du délai impossible",
        "Un délai s'arrête (« incomplet_le ») après la réception, et reprend (« complet_le ») après s'être arrêté.",
        "id;recu_le;incomplet_le;complet_le\nC-1;2022-01-12;2022-01-20;2022-01-14",
        "id;recu_le;incomplet_le;complet_le\nC-1;2022-01-12;2022-01-14;2022-01-20",
        arrets_impossibles,
    ),
)
