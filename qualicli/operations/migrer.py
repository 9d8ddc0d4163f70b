"""Migrer un dossier d'un référentiel à un autre : ce qui serait repris, dit et composé avant d'être écrit ; rien n'est ôté."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot.ramassage import Ramassage
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.migration import Passerelle
from qualicli.diagnostic.perte import Perte
from qualicli.diagnostic.reprises import ChoixRepris, Heritage, Reprise, choisir_modules, quittes
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Gravite
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.demarche import Perimetre
from qualicli.modeles.importation import Effet, Fusion
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.operations.citer import citer_aussi, qualifier
from qualicli.operations.classeurs import DossierOuvert, comprendre
from qualicli.operations.ecrire_sortie import ecrire_sortie
from qualicli.operations.importer import ClasseursRevenus, Import, composer
from qualicli.operations.partir import Depart
from qualicli.operations.trouver import RACINE
from qualicli.rendus.formats.registre import FORMATS, mettre_en_forme
from qualicli.rendus.rapport_de_perte import document


@dataclass(frozen=True)
class Migration:
    """Une migration prête à être montrée puis écrite : le rapport de perte, et ce qui s'écrirait."""

    perte: Perte
    prepare: Import


def preparer(depart: Depart, refusees: Collection[str] = ()) -> Migration:
    """Ce que la migration écrirait ; `refusees` sont les exigences rejointes dont on ne reprend rien. N'écrit rien."""
    dossier, de, vers = depart.ouvert.dossier, depart.de, depart.vers
    perimetre = next((p for p in dossier.demarche.perimetre if p.referentiel == de.id), None)
    if perimetre is None:
        suivis = francais.liste((p.referentiel for p in dossier.demarche.perimetre), "ou")
        raise ErreurUsage(f"Le dossier ne suit pas « {de.id} ».", f"Partez de {suivis}.")
    fusion = Fusion()
    rejoint = _perimetre_rejoint(depart, perimetre, fusion)
    passerelle = Passerelle(de, vers, depart.passages, quittes(perimetre), quittes(rejoint))
    diagnostic = etablir(connu_au(dossier, depart.au), depart.au, depart.ouvert.lecture.inventaire)
    heritage = Heritage(passerelle, diagnostic, rejoint)
    reprises = {c: r for c, r in heritage.reprises().items() if c not in refusees}
    if not depart.est_une_edition and dossier.referentiel_unique == de.id:
        fusion.effets += qualifier(dossier, de.id)
    fusion.effets += _retires(depart)
    fusion.effets += citer_aussi(dossier, passerelle, refusees)
    fusion.effets += _engagements(depart, heritage, reprises, refusees, fusion)
    fusion.mentions += _plus_fines(depart, heritage)
    fichiers = composer(depart.ouvert, fusion)
    apres = _tel_qu_il_serait(depart.ouvert, fichiers)
    avant = next((r.synthese for r in diagnostic.referentiels if r.referentiel.id == de.id), None)
    taux = avant, _taux(apres, vers.id, depart.au)
    perte = Perte(
        passerelle, dossier, depart.au, reprises, *taux, depart.rapprochement.desaccords, depart.rapprochement.note
    )
    connues = {(a.code, a.fichier, a.message) for a in depart.ouvert.bilan.anomalies}
    erreurs = (a for a in apres.bilan.anomalies if a.gravite is Gravite.ERREUR)
    nouvelles = tuple(a for a in erreurs if (a.code, a.fichier, a.message) not in connues)
    return Migration(perte, Import(ClasseursRevenus(depart.ouvert, (), depart.au), fusion, fichiers, nouvelles))


def _plus_fines(depart: Depart, heritage: Heritage) -> Iterator[str]:
    """Quand on n'atteint des exigences que par leur module, un autre référentiel du périmètre en dit peut-être plus."""
    vers = depart.vers
    vagues = {n.feuille.code for n in heritage.passerelle.nouvelles if all(li.du_tout for li in n.liens if li.de)}
    for perimetre in depart.ouvert.dossier.demarche.perimetre:
        if perimetre.referentiel in (depart.de.id, vers.id) or depart.reseau is None:
            continue
        dites = {c for r in depart.reseau.rapprocher(perimetre.referentiel, vers.id).rangees if r.lie for c in r.vers}
        plus_fines = sum(bool(heritage.passerelle.arrivee.de(c) & vagues) for c in dites & vers.codes)
        if plus_fines:
            mots = vers.mots
            rejoints = f"rejoint{francais.e(mots.engagement)}s par leur {mots.module} seulement"
            yield (
                f"De {perimetre.referentiel} à {vers.id}, les correspondances vont jusqu'{francais.au(mots.engagement)} "
                f"({plus_fines} ici {rejoints}) : « qualicli referentiel migrer "
                f"{perimetre.referentiel} {vers.id} » en reprend davantage, si vous le lancez d'abord."
            )


def _tel_qu_il_serait(ouvert: DossierOuvert, fichiers: Mapping[str, bytes]) -> DossierOuvert:
    noms = sorted({*ouvert.lecture.fichiers, *fichiers})
    return comprendre(Ramassage(ouvert.racine, noms, [], {**ouvert.octets, **fichiers}), ouvert.bilan.au)


def _taux(apres: DossierOuvert, referentiel: str, au: date) -> SyntheseTaux | None:
    diagnostic = etablir(connu_au(apres.dossier, au), au, apres.lecture.inventaire)
    return next((r.synthese for r in diagnostic.referentiels if r.referentiel.id == referentiel), None)


# --- Le périmètre


def _perimetre_rejoint(depart: Depart, quitte: Perimetre, fusion: Fusion) -> Perimetre:
    """Le périmètre du référentiel rejoint : celui qui existe, laissé tel quel, ou celui qui s'ajoute."""
    demarche, de, vers = depart.ouvert.dossier.demarche, depart.de, depart.vers
    if depart.est_une_edition:
        rang = demarche.perimetre.index(quitte)
        if quitte.version not in (None, vers.version):
            mots = f"{vers.nom} : version {quitte.version} → {vers.version}"
            fusion.effets.append(Effet(RACINE, Poser(("perimetre", rang, "version"), vers.version), mots))
        return quitte
    connu = next((p for p in demarche.perimetre if p.referentiel == vers.id), None)
    if connu is not None:
        siens, e = francais.mettre_au_pluriel(vers.mots.module), francais.e(vers.mots.module)
        ceux = f"ses {siens} restent {'celles' if e else 'ceux'} que vous avez choisi{e}s"
        fusion.mentions.append(f"{vers.nom} est déjà au périmètre : {ceux}.")
        return connu
    modules = choisir_modules(depart.ouvert.dossier, quitte, de, vers, depart.passages, depart.au)
    ecrits = {c: [x.cles for x in choix] for c, choix in modules.items()}
    valeurs: dict[str, Any] = {
        "referentiel": vers.id,
        "version": vers.version,
        "modules": {c: e[0] if len(e) == 1 else e for c, e in ecrits.items()},
    }
    detail = " ; ".join(f"{c} {_dire_choix(choix)}" for c, choix in modules.items())
    mots = f"{vers.nom} entre au périmètre : {detail or francais.aucun(vers.mots.module)}"
    fusion.effets.append(Effet(RACINE, Ajouter(("perimetre",), valeurs), mots))
    for code in sorted(quittes(quitte) - {m for m in quittes(quitte) if _mene(depart, m)}):
        le = francais.majuscule(francais.le(de.mots.module))
        fusion.mentions.append(f"{le} {code} de {de.nom} n'a pas de suite connue dans {vers.nom}.")
    return Perimetre.model_validate(valeurs)


def _retires(depart: Depart) -> Iterator[Effet]:
    """Les codes que la nouvelle édition n'a plus : le dossier les cite encore, et elle le dit."""
    if not depart.est_une_edition:
        return
    de, vers = depart.de, depart.vers
    anciens = dict.fromkeys(c for f in de.feuilles for c in (f.module.code, f.engagement.code, f.code))
    connus = {*vers.codes, *(m.code for m in vers.modules), *vers.retires}
    for code in anciens:
        if code not in connus:
            mots = f"{code} n'est plus dans cette édition : il se cite encore, mais ne compte plus"
            yield Effet(vers.fichier, Ajouter(("retires",), code), mots)


def _mene(depart: Depart, module: str) -> bool:
    feuilles = {f.code for f in depart.de.feuilles if f.module.code == module}
    engagements = {f.engagement.code for f in depart.de.feuilles if f.module.code == module}
    return any(p.lie and p.de in {module, *feuilles, *engagements} for p in depart.passages)


def _dire_choix(choix: tuple[ChoixRepris, ...]) -> str:
    return ", ".join(
        f"{mot(c.statut)} ({francais.liste(c.sites)}{' : ce référentiel l’impose' if c.impose else ''})" for c in choix
    )


# --- Les engagements et leurs premières évaluations


def _engagements(
    depart: Depart,
    heritage: Heritage,
    reprises: Mapping[str, tuple[Reprise, ...]],
    refusees: Collection[str],
    fusion: Fusion,
) -> Iterator[Effet]:
    vers = depart.vers
    presents = {s.engagement: s for s in depart.ouvert.dossier.engagements.values() if s.referentiel == vers.id}
    par_engagement: dict[str, list[str]] = {}
    for nouvelle in heritage.passerelle.nouvelles:
        par_engagement.setdefault(nouvelle.feuille.engagement.code, []).append(nouvelle.feuille.code)
    laisses = []
    for engagement, codes in par_engagement.items():
        voulus = [code for code in codes if code not in refusees]
        lignes = [r for code in voulus for r in reprises.get(code, ())]
        if engagement in presents:
            if depart.est_une_edition:
                evalues = {e.exigence for e in presents[engagement].evaluations}
                for r in (r for r in lignes if r.feuille.code not in evalues and r.sources != (r.feuille.code,)):
                    evaluation = _evaluation(depart, r)
                    yield Effet(presents[engagement].fichier, Ajouter(("evaluations",), evaluation), _dire(r))
            elif any(r.feuille.code not in {e.exigence for e in presents[engagement].evaluations} for r in lignes):
                laisses.append(engagement)
        elif voulus and (lignes or not depart.est_une_edition):
            fichier = f"engagements/{vers.id}/{engagement}.yaml"
            valeurs: dict[str, Any] = {"engagement": engagement}
            pilote = heritage.pilote(set(voulus))
            valeurs |= {"pilote": pilote} if pilote else {}
            valeurs["evaluations"] = [_evaluation(depart, r) for r in lignes]
            mots = " ; ".join(map(_dire, lignes)) or "rien à reprendre, tout est à évaluer"
            yield Effet(fichier, Creer(valeurs), f"{francais.majuscule(vers.mots.engagement)} {engagement} : {mots}")
    if laisses:
        e = francais.e(vers.mots.engagement)
        ouvert, laisse = f"ouvert{e}", f"laissé{e}s tel{'le' if e else ''}s quel{'le' if e else ''}s"
        fusion.mentions.append(
            f"Déjà {francais.accorder(len(laisses), ouvert)}, donc {laisse} : "
            f"{francais.accorder(len(laisses), vers.mots.engagement)} {francais.liste(laisses)} de {vers.nom}."
        )


def _evaluation(depart: Depart, reprise: Reprise) -> dict[str, Any]:
    references = [f"{depart.de.id}:{code}" for code in reprise.sources]
    certitude = f"{mot(reprise.certitude)}e" if reprise.certitude else "de certitude inconnue"
    valeurs: dict[str, Any] = {
        "exigence": reprise.feuille.code,
        "statut": reprise.statut,
        "date": depart.au.isoformat(),
        "origine": "reprise",
        "site": reprise.site,
        "service": reprise.service,
        "reprise_de": references,
        "motif": f"Repris de {francais.liste(references)} : {reprise.motif}" if reprise.motif else None,
        "commentaire": f"À confirmer : correspondance {certitude}.",
    }
    return {cle: valeur for cle, valeur in valeurs.items() if valeur}


def _dire(reprise: Reprise) -> str:
    ou = francais.liste(filter(None, (reprise.site, reprise.service)))
    lieu = f" ({ou})" if ou else ""
    return f"{reprise.feuille.code}{lieu} {mot(reprise.statut)}, repris de {francais.liste(reprise.sources)}"


def exigences_reprises(migration: Migration) -> list[str]:
    """Les exigences rejointes dont quelque chose serait repris : une évaluation, ou des documents."""
    perte = migration.perte
    return [
        n.feuille.code
        for n in perte.passerelle.nouvelles
        if n.feuille.code in perte.reprises or perte.preuves.get(n.feuille.code)
    ]


def format_du_rapport(chemin: Path) -> str:
    """Le format du rapport, d'après son nom ; refuse, avant tout calcul, celui que l'on ne sait pas écrire."""
    nom = chemin.suffix.lower().removeprefix(".")
    if nom not in FORMATS:
        formats = francais.liste((f".{f}" for f in FORMATS), "ou")
        raise ErreurUsage(f"« {chemin} » ne dit pas dans quel format écrire le rapport.", f"Terminez-le par {formats}.")
    return nom


def poser_rapport(migration: Migration, chemin: Path) -> None:
    """Écrit le rapport de perte."""
    ecrit = document(migration.perte, migration.prepare.fusion.mentions)
    ecrire_sortie(chemin, mettre_en_forme(ecrit, format_du_rapport(chemin)))


def dire_retour(racine: Path) -> str:
    """Comment revenir en arrière, d'une seule commande."""
    entiere = racine.resolve()
    if not any((d / ".git").exists() for d in (entiere, *entiere.parents)):
        return "Ce dossier n'est pas suivi par git : sans copie, rien ne ramène en arrière."
    ou = f'"{racine.as_posix()}"' if " " in racine.as_posix() else racine.as_posix()
    return f"Pour revenir en arrière : git -C {ou} stash push --include-untracked -- . ; une fois commité : git revert."
