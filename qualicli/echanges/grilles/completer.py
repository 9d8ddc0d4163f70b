"""Faire d'une grille le complément d'un référentiel : ce qui manque s'ajoute, ce qui diffère s'oppose, rien ne s'efface."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qualicli import francais
from qualicli.echanges.feuilles.description import LigneRefusee
from qualicli.echanges.grilles.dire_grille import D_UN_ENGAGEMENT, ORDRE, a_savoir, dire, ecrire, resumer
from qualicli.echanges.grilles.lire_grille import DemandeDeGrille, trouver_module
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.lire_lignes import Rejeter
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.complement import Complement
from qualicli.modeles.importation import Conflit, Effet, Fusion
from qualicli.modeles.referentiel import Engagement, Exigence, Referentiel, jumelle
from qualicli.modeles.retouche import Ajouter, Creer, Poser, Retouche


@dataclass
class Completeur:
    """Un référentiel, son complément s'il existe déjà, et ce que la grille y ajoute."""

    base: Referentiel
    complement: Complement | None
    fichier: str
    source: str
    nom: str
    feuille: str
    garder: str | None
    resultat: Fusion
    rejeter: Rejeter
    _neufs: dict[str, dict[str, Any]] = field(default_factory=dict)  # par engagement, ce qui s'y ajoute
    _retouches: list[tuple[Retouche, str]] = field(default_factory=list)
    _titres: set[str] = field(default_factory=set)

    @cached_property
    def complet(self) -> Referentiel:
        """Le référentiel tel qu'il est aujourd'hui, complément compris."""
        return self.complement.appliquer(self.base) if self.complement else self.base

    @cached_property
    def _connus(self) -> Mapping[str, Engagement]:
        return {e.code: e for m in self.complet.modules for e in m.engagements}

    @property
    def _engagement(self) -> str:
        """Le mot du référentiel pour un engagement, en tête de phrase."""
        return francais.majuscule(self.base.mots.engagement)

    def completer(self, demandes: Iterable[DemandeDeGrille]) -> None:
        """Ajoute au résultat ce que ces lignes apportent."""
        vues: dict[str, DemandeDeGrille] = {}
        for demande in demandes:
            cle = f"{demande.engagement}/{demande.exigence}"
            autre = vues.setdefault(cle, demande)
            try:
                if autre is demande:
                    self._demande(demande)
                elif not demande.exigence and demande.valeurs and autre.valeurs != demande.valeurs:
                    raise LigneRefusee(
                        f"la ligne {autre.ligne.rang} parle déjà {francais.du(self.base.mots.engagement)} "
                        f"{demande.engagement} en entier ; réunissez-les"
                    )
                elif demande.exigence and autre.valeurs != demande.valeurs:
                    raise LigneRefusee(
                        f"le numéro {demande.exigence} est déjà celui de la ligne {autre.ligne.rang} ; si c'est "
                        f"{demande.exigence}0, mettez la colonne au format texte et retapez-le"
                    )
            except LigneRefusee as refus:
                self.rejeter(f"ligne {demande.ligne.rang}", str(refus), "")
        self._conclure()

    # --- Une ligne

    def _demande(self, demande: DemandeDeGrille) -> None:
        connu = self._connus.get(demande.engagement)
        if connu is None:
            neuf = self._neufs.get(demande.engagement) or self._naitre(demande)
            if not demande.exigence:
                neuf |= demande.valeurs
            if demande.exigence:
                self._exiger_neuve(demande, ())
                neuf["exigences"].append(self._element(demande.exigence, demande.valeurs))
            return
        self._titrer(demande, connu)
        if not demande.exigence:
            self._preciser(demande, connu)
            return
        ecrite = next((e for e in connu.exigences if e.code == demande.exigence), None)
        if ecrite is None:
            self._exiger_neuve(demande, connu.exigences)
            self._neuf(demande.engagement)["exigences"].append(self._element(demande.exigence, demande.valeurs))
        else:
            self._rapprocher(demande, ecrite)

    def _exiger_neuve(self, demande: DemandeDeGrille, connues: Iterable[Exigence]) -> None:
        """Refuse une exigence que le référentiel a déjà, à un autre endroit ou sous un autre numéro."""
        ailleurs = next((e.code for e in self._connus.values() for x in e.exigences if x.code == demande.exigence), "")
        if ailleurs or demande.exigence in self._connus:
            mots = self.base.mots
            ou = francais.de(francais.un(mots.exigence if ailleurs else mots.engagement))
            ou += f" {francais.du(mots.engagement)} {ailleurs}" if ailleurs else ""
            raise LigneRefusee(f"le numéro {demande.exigence} est déjà, dans {self.base.nom}, celui {ou}")
        neuves = self._neufs.get(demande.engagement, {"exigences": []})["exigences"]
        autres = [*((x.code, x.texte) for x in connues), *((x["code"], x.get("texte")) for x in neuves)]
        autre = jumelle(demande.exigence, demande.valeurs.get("texte"), autres)
        if autre is not None:
            raise LigneRefusee(f"son texte est déjà celui de {autre} ; gardez un seul des deux numéros")

    def _naitre(self, demande: DemandeDeGrille) -> dict[str, Any]:
        """Un engagement que le référentiel n'a pas : il faut savoir dans quel module."""
        module = trouver_module(self.base, demande.module)
        if module is None:
            mots, e = self.base.mots, francais.e(self.base.mots.module)
            inconnu = f"{francais.le(mots.module)} « {demande.module[:60]} » est inconnu{e}"
            quel = inconnu if demande.module else f"{francais.aucun(mots.module)} n'est donné{e}"
            codes = francais.liste(m.code for m in self.base.modules)
            raise LigneRefusee(
                f"{francais.le(mots.engagement)} « {demande.engagement or '(vide)'} » n'est pas dans {self.base.nom}, "
                f"et {quel} ; {francais.mettre_au_pluriel(mots.module)} : {codes}"
            )
        places = self.complet.places(module)
        if places is not None and places <= sum(n.get("@module") == module for n in self._neufs.values()):
            un, _, _ = francais.un(self.base.mots.engagement).partition(" ")
            prevus = (self.base.attendu.engagements if self.base.attendu else 0) or 0
            raise LigneRefusee(
                f"{self.base.nom} annonce {francais.pluriel(prevus, self.base.mots.engagement)}, "
                f"et aucun numéro ne reste libre : « {demande.engagement} » n'en est pas {un} ; vérifiez son numéro"
            )
        titre = {"titre": demande.titre} if demande.titre else {}
        neuf = {"code": demande.engagement, **titre, "etat": "a_completer", "certitude": "etabli", "exigences": []}
        self._neufs[demande.engagement] = neuf | {"@module": module}
        return self._neufs[demande.engagement]

    def _titrer(self, demande: DemandeDeGrille, connu: Engagement) -> None:
        if not demande.titre or nu(connu.titre or "") == nu(demande.titre) or demande.engagement in self._titres:
            return
        self._titres.add(demande.engagement)  # les lignes suivantes le répètent
        tete = self._ou(demande.engagement)
        if connu.titre and self.garder is None:
            self._opposer(
                demande, "titre", self._engagement, demande.titre, connu.titre, (*tete, "titre") if tete else ()
            )
        elif not connu.titre or self.garder == "tableur":
            if tete:
                self._retouches.append(
                    (Poser((*tete, "titre"), demande.titre), f"{self._engagement} {connu.code} : titre")
                )
            else:
                self._neuf(demande.engagement)["titre"] = demande.titre

    def _preciser(self, demande: DemandeDeGrille, connu: Engagement) -> None:
        """Ce qu'une ligne dit de l'engagement entier : ce qui manque s'ajoute, ce qui diffère s'oppose."""
        tete = self._ou(demande.engagement)
        prises = self._prises(demande, connu, tete)
        for cle, voulue in prises.items():
            if tete:
                mots = f"{self._engagement} {connu.code} : {cle}, {dire(voulue)}"
                self._retouches.append((Poser((*tete, cle), voulue), mots))
            else:
                self._neuf(demande.engagement)[cle] = voulue
        if prises and connu.exigences:
            titres = francais.liste(champs("referentiels")[c].titre for c in prises)
            self.resultat.mentions.append(
                f"{self._engagement} {connu.code} : {titres}, gardé pour "
                f"{francais.le(self.base.mots.engagement)} en entier ; "
                f"ses {francais.mettre_au_pluriel(self.base.mots.exigence)} se jugent d'après les leurs."
            )

    def _prises(self, demande: DemandeDeGrille, ecrite: Engagement | Exigence, place: Chemin) -> dict[str, Any]:
        """Ce que la ligne apporte à ce qui est déjà écrit ; ce qui le contredit devient un conflit."""
        prises: dict[str, Any] = {}
        for cle, voulue in demande.valeurs.items():
            du_fourni = cle == "note" and not place and isinstance(ecrite, Engagement)
            actuelle = None if du_fourni else getattr(ecrite, cle)  # la note fournie dit ce qui manquait
            if nu(dire(actuelle)) == nu(dire(voulue)):
                continue
            if not actuelle or self.garder == "tableur":
                prises[cle] = voulue
            elif self.garder is None:
                chemin = (*place, cle) if place else ()
                self._opposer(demande, cle, champs("referentiels")[cle].titre, dire(voulue), dire(actuelle), chemin)
        return prises

    def _neuf(self, engagement: str) -> dict[str, Any]:
        return self._neufs.setdefault(engagement, {"exigences": []})

    def _ou(self, engagement: str) -> Chemin:
        """Où le complément parle déjà d'un engagement ; vide s'il n'en dit rien."""
        if self.complement is None:
            return ()
        if engagement in self.complement.engagements:
            return ("engagements", engagement)
        for code, module in self.complement.modules.items():
            for rang, ajoute in enumerate(module.engagements):
                if ajoute.code == engagement:
                    return ("modules", code, "engagements", rang)
        return ()

    def _rapprocher(self, demande: DemandeDeGrille, ecrite: Exigence) -> None:
        place = self._place(demande)
        prises = self._prises(demande, ecrite, place)
        if not prises:
            return
        if place:
            for cle, voulue in prises.items():
                self._retouches.append((Poser((*place, cle), voulue), f"{demande.exigence} : {cle}, {dire(voulue)}"))
            return
        gardees = {c: ecrire(getattr(ecrite, c)) for c in ORDRE if c not in ("code", "source", "certitude")}
        entiere = self._element(demande.exigence, {c: v for c, v in gardees.items() if v} | prises)
        self._neuf(demande.engagement)["exigences"].append(entiere)

    def _place(self, demande: DemandeDeGrille) -> Chemin:
        """Où l'exigence est écrite dans le complément ; vide si c'est le référentiel fourni qui la donne."""
        tete = self._ou(demande.engagement)
        if self.complement is None or not tete:
            return ()
        propre = self.complement.engagements.get(demande.engagement) or self._connus[demande.engagement]
        rang = next((r for r, e in enumerate(propre.exigences) if e.code == demande.exigence), None)
        return () if rang is None else (*tete, "exigences", rang)

    # --- Ce que cela écrit

    def _element(self, code: str, valeurs: Mapping[str, Any]) -> dict[str, Any]:
        element = {"code": code, "certitude": "etabli", **valeurs}
        if self.complement and self.complement.source != self.source:
            element["source"] = self.source
        return {c: element[c] for c in ORDRE if element.get(c)}

    def _opposer(
        self, demande: DemandeDeGrille, champ: str, titre: str, voulue: str, actuelle: str, chemin: Chemin
    ) -> None:
        self.resultat.conflits.append(
            Conflit(
                ("referentiels", demande.exigence or demande.engagement, champ),
                self.nom,
                self.feuille,
                demande.ligne.cellules.get(champ, f"ligne {demande.ligne.rang}"),
                self.fichier,
                chemin,
                f"{self.base.nom}, {demande.exigence or demande.engagement}",
                titre,
                "",
                voulue,
                actuelle,
            )
        )

    def _conclure(self) -> None:
        mots = resumer(self._neufs, self.base.mots)
        if self.complement is None:
            if self._neufs:
                entete: dict[str, Any] = {"format": 1, "complete": self.base.id, "source": self.source}
                self.resultat.effets.append(
                    Effet(self.fichier, Creer(entete | self._sections()), f"Complément de {self.base.nom}, {mots}")
                )
        else:
            retouches = [*self._retouches, *self._ajouts()]
            self.resultat.effets += [Effet(self.fichier, retouche, dit) for retouche, dit in retouches]
        self.resultat.mentions += a_savoir(self._neufs, self._connus, self.fichier, self.base.mots)

    def _sections(self) -> dict[str, Any]:
        """Les deux parties d'un complément neuf : les engagements connus, puis ceux qui s'ajoutent à un module."""
        engagements = {c: self._pour(c) for c in self._neufs if c in self._connus}
        modules: dict[str, Any] = {}
        for code, neuf in self._neufs.items():
            if code not in self._connus:
                modules.setdefault(neuf["@module"], {"engagements": []})["engagements"].append(self._pour(code))
        return ({"engagements": engagements} if engagements else {}) | ({"modules": modules} if modules else {})

    def _pour(self, code: str) -> dict[str, Any]:
        """Ce qui s'écrit pour un engagement ; un complément ne doit pas défaire un état déjà complet."""
        connu = self._connus.get(code)
        etat = {"etat": "complet"} if connu is not None and connu.etat == "complet" else {}
        pour = self._neufs[code] | etat
        return {
            c: pour[c] for c in ("code", "titre", "etat", "certitude", *D_UN_ENGAGEMENT, "exigences") if pour.get(c)
        }

    def _ajouts(self) -> Iterator[tuple[Retouche, str]]:
        """Les ajouts à un complément qui existe, engagement par engagement."""
        for code, neuf in self._neufs.items():
            apports = [c for c in ("titre", *D_UN_ENGAGEMENT) if neuf.get(c)]
            dit = f"{self._engagement} {code} : {', '.join([*(x['code'] for x in neuf['exigences']), *apports])}"
            tete = self._ou(code)
            if code not in self._connus:
                yield Ajouter(("modules", neuf["@module"], "engagements"), self._pour(code)), dit
            elif tete:
                for element in neuf["exigences"]:
                    yield Ajouter((*tete, "exigences"), element), f"{self._engagement} {code} : {element['code']}"
            else:
                yield Poser(("engagements", code), self._pour(code)), dit
