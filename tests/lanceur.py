"""La commande, ou un programme, dans un processus à lui, que Python n'a pas à redémarrer à chaque essai.

Des milliers d'essais lancent la commande ; réimporter la bibliothèque à chacun prenait la plus grande part de la suite.
Un serveur, qui a tout importé et ne fait rien d'autre, se copie (« fork ») à chaque demande : les flux, le dossier,
l'environnement et la fin de la copie sont les siens. Là où le système ne sait pas copier un processus, Python redémarre.
"""

import atexit
import io
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

_COMMANDE = "import sys; sys.argv[0] = 'qualicli'; from qualicli.__main__ import principal; principal()"


def executer(
    arguments: list[str], cwd: Path | None = None, env: Mapping[str, str] | None = None, *, ensemble: bool = False
) -> subprocess.CompletedProcess[str]:
    """Lance `qualicli` avec ces arguments comme le ferait un utilisateur ; `ensemble` mêle les erreurs à la sortie."""
    return executer_programme(_COMMANDE, arguments, cwd, env, ensemble=ensemble)


def executer_programme(
    programme: str,
    arguments: list[str],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    *,
    ensemble: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Exécute un programme Python à part, et rend son code, sa sortie et ses erreurs, en UTF-8."""
    if not hasattr(os, "fork"):
        commande = [sys.executable, "-c", programme, *arguments]
        vers = subprocess.STDOUT if ensemble else subprocess.PIPE
        return subprocess.run(
            commande, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=vers, encoding="utf-8", check=False
        )
    with tempfile.TemporaryDirectory() as nom:
        sorties = [Path(nom, "sortie"), Path(nom, "sortie" if ensemble else "erreurs")]
        demande = {
            "programme": programme,
            "arguments": arguments,
            "dossier": str(cwd or Path.cwd()),
            "environnement": dict(os.environ if env is None else env),
            "sorties": [str(s) for s in sorties],
        }
        serveur = _serveur()
        assert serveur.stdin is not None and serveur.stdout is not None
        serveur.stdin.write(json.dumps(demande) + "\n")
        serveur.stdin.flush()
        code = int(serveur.stdout.readline())
        dit, fautes = (s.read_bytes().decode("utf-8").replace("\r\n", "\n") for s in sorties)
        return subprocess.CompletedProcess(arguments, code, dit, "" if ensemble else fautes)


@cache
def _serveur() -> "subprocess.Popen[str]":
    serveur = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    atexit.register(_fermer, serveur)
    return serveur


def _fermer(serveur: "subprocess.Popen[str]") -> None:
    serveur.communicate()


# --- Dans le serveur, puis dans ses copies


def servir() -> None:
    """Se copie à chaque demande lue sur l'entrée, et rend le code de la copie."""
    import qualicli

    for module in pkgutil.walk_packages(qualicli.__path__, "qualicli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    from referentiels_retenus import retenir

    retenir(d_avance=True)
    for ligne in sys.stdin:
        numero = os.fork()
        if not numero:
            _etre(json.loads(ligne))
        print(os.waitstatus_to_exitcode(os.waitpid(numero, 0)[1]), flush=True)


def _etre(demande: dict[str, Any]) -> NoReturn:
    """Dans la copie : prend ses flux, son dossier et son environnement, exécute, et finit."""
    code: object = 70
    try:
        flux = [
            os.open(os.devnull, os.O_RDONLY),
            *(os.open(s, os.O_CREAT | os.O_WRONLY | os.O_APPEND) for s in demande["sorties"]),
        ]
        for numero, ouvert in enumerate(flux):
            os.dup2(ouvert, numero)
            os.close(ouvert)
        sys.stdin, sys.stdout, sys.stderr = (
            io.TextIOWrapper(open(n, mode, 0 if n == 2 else -1, closefd=False), encoding="utf-8", write_through=n == 2)  # noqa: SIM115
            for n, mode in enumerate(("rb", "wb", "wb"))
        )
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        os.environ.clear()
        os.environ.update(demande["environnement"])
        os.chdir(demande["dossier"])
        warnings.simplefilter("ignore")
        sys.argv = ["-c", *demande["arguments"]]
        exec(demande["programme"], {"__name__": "__main__"})
        code = 0
    except SystemExit as fin:
        code = fin.code
    except BaseException:  # comme le ferait Python
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    racine = Path(__file__).parents[1]
    sys.path[:0] = [str(racine), str(racine / "tests")]
    servir()
