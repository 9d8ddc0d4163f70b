"""ENQ : une enquête compte juste, se compare d'une année à l'autre, et se rend publique."""

from collections.abc import Iterator
from fractions import Fraction

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_double


def _volets(contexte: Contexte) -> Iterator[tuple[Enquete, Chemin, Volet]]:
    for enquete in contexte.dossier.enquetes.values():
        for rang, volet in enumerate(enquete.volets):
            yield enquete, ("volets", rang), volet


def enquetes_non_publiees(contexte: Contexte) -> Iterator[Faute]:
    """Une enquête présentée au comité d'usagers est publiée sur l'internet."""
    dossier = contexte.dossier
    comites = {nom for nom, instance in dossier.instances.items() if instance.type == "clu"}
    presentees = {reunion.id for nom in comites for reunion in contexte.reunions.get(nom, ())}
    for enquete in contexte.connu.enquetes.values():
        if presentees.intersection(enquete.presentee_a) and all(p.canal != "internet" for p in enquete.publications):
            comite = francais.au(dossier.dire("clu"))
            message = f"« {enquete.intitule} » a été présentée {comite} sans être publiée sur l'internet."
            conseil = "Publiez ses résultats et ajoutez « publications: [{canal: internet, date: …}] »."
            yield Faute(enquete.fichier, ("presentee_a",), message, conseil)


def recommandations_sans_suite(contexte: Contexte) -> Iterator[Faute]:
    """Une recommandation a une action, ou le motif de n'en avoir pas."""
    for enquete in contexte.connu.enquetes.values():
        for rang, recommandation in enumerate(enquete.recommandations):
            if recommandation.action is None and recommandation.motif is None:
                message = "La recommandation n'a ni action ni motif."
                yield Faute(
                    enquete.fichier, ("recommandations", rang), message, "Ajoutez « action: … » ou « motif: … »."
                )


def repondants_en_trop(contexte: Contexte) -> Iterator[Faute]:
    """On ne répond pas plus qu'on n'a été sollicité, ni à une question plus qu'à l'enquête."""
    for enquete, chemin, volet in _volets(contexte):
        if volet.sollicites is not None and volet.repondants is not None and volet.repondants > volet.sollicites:
            message = f"{volet.repondants} répondants pour {volet.sollicites} personnes sollicitées."
            yield Faute(enquete.fichier, (*chemin, "repondants"), message, "Corrigez l'un des deux nombres.")
        for rang, resultat in enumerate(volet.resultats):
            if (
                volet.repondants is not None
                and resultat.repondants is not None
                and resultat.repondants > volet.repondants
            ):
                message = f"{resultat.repondants} réponses à « {resultat.cle} » pour {volet.repondants} répondants."
                fautif = (*chemin, "resultats", rang, "repondants")
                yield Faute(enquete.fichier, fautif, message, "Corrigez l'un des deux nombres.")


def cles_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Dans une enquête, un volet ou un résultat (pour un canal et un site) n'est donné qu'une fois."""
    for enquete in contexte.dossier.enquetes.values():
        for rang in en_double(v.id for v in enquete.volets):
            message = f"Le volet « {enquete.volets[rang].id} » est donné deux fois."
            yield Faute(
                enquete.fichier, ("volets", rang, "id"), message, "Donnez-lui un identifiant qui lui soit propre."
            )
    for enquete, chemin, volet in _volets(contexte):
        for rang in en_double((r.cle, r.canal, r.site) for r in volet.resultats):
            message = f"La question « {volet.resultats[rang].cle} » a deux résultats dans ce volet."
            fautif = (*chemin, "resultats", rang, "cle")
            yield Faute(
                enquete.fichier, fautif, message, "Gardez-en un, ou distinguez-les par leur « canal » ou leur « site »."
            )


def evolutions_inventees(contexte: Contexte) -> Iterator[Faute]:
    """Une première vague ne se compare à rien."""
    for enquete, chemin, volet in _volets(contexte):
        for rang, resultat in enumerate(volet.resultats):
            for cle in ("evolution", "precedent"):
                if volet.premiere_vague and getattr(resultat, cle) is not None:
                    message = f"« {resultat.cle} » a un « {cle} » alors que le volet est une première vague."
                    fautif = (*chemin, "resultats", rang, cle)
                    yield Faute(enquete.fichier, fautif, message, "Retirez la comparaison, ou « premiere_vague ».")


def evolutions_contredites(contexte: Contexte) -> Iterator[Faute]:
    """Une hausse monte, une baisse descend."""
    for enquete, chemin, volet in _volets(contexte):
        for rang, resultat in enumerate(volet.resultats):
            avant = resultat.precedent or _precedent(contexte, enquete, volet, resultat)
            valeur = resultat.valeur
            if valeur is None or avant is None or resultat.evolution not in ("hausse", "baisse"):
                continue
            if valeur.haut <= avant.bas if resultat.evolution == "hausse" else valeur.bas >= avant.haut:
                sens = "en hausse" if resultat.evolution == "hausse" else "en baisse"
                message = f"« {resultat.cle} » est dit {sens} : {avant}, puis {valeur}."
                fautif = (*chemin, "resultats", rang, "evolution")
                yield Faute(enquete.fichier, fautif, message, "Retirez « evolution », ou vérifiez les deux valeurs.")


def _precedent(contexte: Contexte, enquete: Enquete, volet: Volet, resultat: Resultat) -> Pourcentage | None:
    """La valeur de la même question, dans la dernière enquête d'avant qui la pose."""
    trouvees = (
        (autre.annee, ancien.valeur)
        for autre in contexte.dossier.enquetes.values()
        if autre.type == enquete.type and autre.annee < enquete.annee
        for v in autre.volets
        if v.id == volet.id
        for ancien in v.resultats
        if (ancien.cle, ancien.canal, ancien.site) == (resultat.cle, resultat.canal, resultat.site)
        and ancien.valeur is not None
    )
    return max(trouvees, key=lambda t: t[0], default=(0, None))[1]


def volets_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Une recommandation cite un volet de son enquête."""
    for enquete in contexte.dossier.enquetes.values():
        connus = [v.id for v in enquete.volets]
        for rang, recommandation in enumerate(enquete.recommandations):
            if recommandation.volet is not None and recommandation.volet not in connus:
                proche = francais.plus_proche(recommandation.volet, connus)
                conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Volets : {', '.join(connus)}."
                message = f"Le volet « {recommandation.volet} » n'est pas de cette enquête."
                yield Faute(enquete.fichier, ("recommandations", rang, "volet"), message, conseil)


def annees_contredites(contexte: Contexte) -> Iterator[Faute]:
    """L'année d'une enquête est celle où l'un de ses volets interroge."""
    for enquete in contexte.dossier.enquetes.values():
        annees = {a for v in enquete.volets for a in range(v.periode.debut.year, v.periode.fin.year + 1)}
        if annees and enquete.annee not in annees:
            message = f"L'enquête est de {enquete.annee}, et aucun de ses volets n'interroge cette année-là."
            yield Faute(enquete.fichier, ("annee",), message, "Corrigez l'année, ou la période d'un volet.")


def parts_contredites(contexte: Contexte) -> Iterator[Faute]:
    """Une valeur est la part de ses réponses favorables, à l'arrondi près ; une réponse favorable est une réponse."""
    for enquete, chemin, volet in _volets(contexte):
        for rang, resultat in enumerate(volet.resultats):
            favorables, base, valeur = resultat.favorables, resultat.repondants, resultat.valeur
            if favorables is None or not base:
                continue
            part = Fraction(100 * favorables, base)
            fautif = (*chemin, "resultats", rang, "favorables")
            if favorables > base:
                message = f"{favorables} réponses favorables à « {resultat.cle} » pour {base} réponses."
                yield Faute(enquete.fichier, fautif, message, "Corrigez l'un des deux nombres.")
            elif valeur is not None and not _arrondit(valeur, part):
                juste = francais.en_pourcent(part / 100)
                message = f"« {resultat.cle} » vaut {valeur} ; {favorables} sur {base} font {juste}."
                yield Faute(enquete.fichier, fautif, message, "Corrigez la valeur, ou l'un des deux nombres.")


def _arrondit(valeur: Pourcentage, part: Fraction) -> bool:
    """Vrai quand une part s'arrondit à cette valeur, au dernier chiffre écrit ; une valeur approchée l'est à cinq points."""
    dernier = valeur.bas.as_tuple().exponent
    pres = Fraction(5) if valeur.approche else Fraction(6, 10) * Fraction(10) ** int(dernier)
    return Fraction(valeur.bas) - pres <= part <= Fraction(valeur.haut) + pres


REGLES = (
    Regle(
        "ENQ001",
        Gravite.AVERTISSEMENT,
        "Enquête présentée mais non publiée",
        "Une enquête présentée au comité local des usagers est disponible sur le site internet.",
        "presentee_a: [clu-2015-11]",
        "presentee_a: [clu-2015-11]\npublications: [{canal: internet, date: 2015-12-01}]",
        enquetes_non_publiees,
    ),
    Regle(
        "ENQ002",
        Gravite.AVERTISSEMENT,
        "Recommandation sans suite",
        "Chaque recommandation devient une action, ou dit pourquoi elle n'en devient pas une.",
        "- {texte: Filtrer le pré-accueil}",
        "- {texte: Filtrer le pré-accueil, action: pre-accueil}",
        recommandations_sans_suite,
    ),
    Regle(
        "ENQ003",
        Gravite.ERREUR,
        "Trop de répondants",
        "Il y a plus de répondants que de personnes sollicitées, ou plus de réponses que de répondants.",
        "sollicites: 100\nrepondants: 120",
        "sollicites: 120\nrepondants: 100",
        repondants_en_trop,
    ),
    Regle(
        "ENQ004",
        Gravite.ERREUR,
        "Volet ou question en double",
        "Deux volets ont le même identifiant, ou un volet donne deux résultats à une question, pour un canal et un site.",
        "- {cle: amabilite, …}\n- {cle: amabilite, …}",
        "- {cle: amabilite, canal: accueil, …}\n- {cle: amabilite, canal: telephone, …}",
        cles_en_double,
    ),
    Regle(
        "ENQ005",
        Gravite.ERREUR,
        "Évolution inventée",
        "Une première vague sert de base : elle n'a ni évolution ni précédent.",
        "premiere_vague: true\nresultats: [{cle: attente, evolution: hausse, …}]",
        "premiere_vague: true\nresultats: [{cle: attente, …}]",
        evolutions_inventees,
    ),
    Regle(
        "ENQ006",
        Gravite.ERREUR,
        "Volet inconnu",
        "Une recommandation cite un volet absent de son enquête.",
        "volets: [{id: usagers, …}]\nrecommandations: [{volet: usager, texte: …}]",
        "volets: [{id: usagers, …}]\nrecommandations: [{volet: usagers, texte: …}]",
        volets_inconnus,
    ),
    Regle(
        "ENQ007",
        Gravite.AVERTISSEMENT,
        "Évolution contredite par les valeurs",
        "Une « hausse » ou une « baisse » est saisie, et la valeur ne va pas dans ce sens depuis « precedent », ou depuis la "
        "même question de l'enquête d'avant.",
        "evolution: hausse\nprecedent: 84\nvaleur: 79",
        "evolution: baisse\nprecedent: 84\nvaleur: 79",
        evolutions_contredites,
    ),
    Regle(
        "ENQ016",
        Gravite.AVERTISSEMENT,
        "Année d'enquête contredite",
        "Une enquête se compare d'une année à l'autre : son année est celle de l'un de ses volets.",
        "annee: 2020\nvolets: [{periode: 2021-10, …}]",
        "annee: 2021\nvolets: [{periode: 2021-10, …}]",
        annees_contredites,
    ),
    Regle(
        "ENQ018",
        Gravite.ERREUR,
        "Résultat contredit par ses nombres",
        "Une valeur est la part des réponses favorables parmi les réponses, à l'arrondi près.",
        'repondants: 684\nfavorables: 623\nvaleur: "81,08"',
        'repondants: 684\nfavorables: 623\nvaleur: "91,08"',
        parts_contredites,
    ),
)
