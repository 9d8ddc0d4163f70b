"""La composition de l'instance : d'où elle vient, et qui la compose."""

from qualicli.rendus.documents.socle.bloc import BlocDocument
from qualicli.rendus.documents.socle.instances import VueInstance, montrer_instance

BLOC = BlocDocument("d'où vient l'instance, et les collèges qui la composent", VueInstance, montrer_instance)
