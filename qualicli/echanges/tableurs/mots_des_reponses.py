"""Les mots des enquêtes : ce que vaut une réponse, ce qui dit qu'elle est finie, les colonnes que l'on ne garde jamais."""

from collections.abc import Collection

from qualicli.echanges.tableurs.mots_des_services import nu, radicaux

_SENS = {
    "favorable": "très satisfait, satisfait, plutôt satisfait, assez satisfait, tout à fait satisfait, tout à fait, plutôt "
    "oui, oui, très bien, bien, plutôt bien, excellent, très bon, bon, d'accord, tout à fait d'accord, plutôt d'accord, très "
    "facile, facile, très clair, clair, positif, conforme, toujours, souvent, acceptable, très satisfaisant, satisfaisant",
    "neutre": "moyen, neutre, ni satisfait ni insatisfait, ni bien ni mal, partiel",
    "defavorable": "peu satisfait, plutôt pas satisfait, pas satisfait, insatisfait, pas du tout satisfait, pas du tout, "
    "plutôt non, non, mal, très mal, plutôt "
    "mal, mauvais, très mauvais, pas d'accord, plutôt pas d'accord, pas du tout d'accord, "
    "difficile, très difficile, peu clair, pas clair, négatif, non conforme, jamais, rarement, parfois, inacceptable, très "
    "insatisfait, peu satisfaisant, pas satisfaisant, insatisfaisant",
    "hors_base": "ne sait pas, nsp, sans opinion, sans avis, non concerné, sans objet, ne se prononce pas, je ne sais pas, na, "
    "n/a, so, non applicable, ne souhaite pas répondre",
}
VALEURS_DE_REPONSE = tuple(_SENS)
_PAR_MOT = {radicaux(mot): sens for sens, mots in _SENS.items() for mot in mots.split(", ")}
_RANGS = {mot: rang for rang, mot in enumerate(_PAR_MOT)}


def _mots(dits: str) -> frozenset[str]:
    return frozenset(map(nu, dits.split(", ")))


FINIES = _mots("oui, terminé, terminée, finie, complète, complet, completed, 100, 100 %, 1, y, yes, vrai, true, fini")
NON_FINIES = _mots(
    "non, en cours, incomplète, incomplet, partielle, partiel, abandonnée, abandon, 0, n, no, faux, false, non terminé"
)
TECHNIQUES = _mots(
    "cle, date saisie, date enreg, date modif, temps saisie, origine saisie, lang saisie, appareil saisie, progression, "
    "derniere question saisie, id, submitdate, lastpage, startlanguage, seed, token, startdate, datestamp, ipaddr, refurl"
)
_PERSONNELLES = _mots(
    "nom, noms, prenom, courriel, mail, email, mel, telephone, tel, adresse, ip, ipaddr, token, identite, naissance, "
    "agdref, siret, signature, pseudo, agent, interlocuteur, conseiller, instructeur"
)
_LIBRES = _mots(
    "verbatim, commentaire, commentaires, remarque, remarques, suggestion, suggestions, precisez, observations, details"
)


def sens_de(reponse: str) -> str:
    """Ce que vaut une réponse, accords mis à part (« très satisfaite ») ; vide quand ses mots ne le disent pas."""
    return _PAR_MOT.get(radicaux(reponse), "")


def ordonner(reponse: str) -> tuple[int, int]:
    """Le rang d'une réponse dans une échelle : de la plus favorable à celle qui ne dit rien."""
    sens = sens_de(reponse) or "neutre"
    return VALEURS_DE_REPONSE.index(sens), _RANGS.get(radicaux(reponse), len(_RANGS))


def est_a_taire(titre: str, reponses: Collection[str]) -> bool:
    """Vrai d'une colonne que l'on ne garde jamais : technique, personnelle, ou de texte libre.

    « Le téléphone a-t-il été décroché ? » est une question quand on y répond par oui ou par non.
    """
    mots = set(nu(titre.replace("_", " ")).split())
    codees = all(sens_de(r) or (r.isdigit() and len(r) < 3) for r in reponses)
    return est_technique(titre) or (bool(mots & (_PERSONNELLES | _LIBRES)) and not codees)


def est_technique(titre: str) -> bool:
    """Vrai d'une colonne qu'ajoute l'outil d'enquête, son code suivi ou non de son libellé (« id. Identifiant »)."""
    return bool({nu(titre.replace("_", " ")), nu(titre.partition(".")[0].replace("_", " "))} & TECHNIQUES)
