"""La commande, ou un programme, dans un processus à lui, que Python n'a pas à redémarrer à chaque essai.

Des milliers d'essais lancent la commande ; réimporter la bibliothèque à chacun prenait la plus grande part de la suite.
Le processus est donc une copie (« fork ») de celui des essais, où tout est déjà importé : ses flux, son dossier, son
environnement et sa fin sont les siens. Là où le système ne sait pas copier un processus, Python est redémarré.
"""

import io
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
from typing import BinaryIO, NoReturn

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
    _tout_importer()
    with tempfile.TemporaryFile() as sortie, tempfile.TemporaryFile() as erreurs:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Python 3.12 prévient dès qu'un fil existe ; ceux de xdist ne servent pas ici
            numero = os.fork()
        if not numero:
            _etre(programme, arguments, cwd, env, sortie, sortie if ensemble else erreurs)
        code = os.waitstatus_to_exitcode(os.waitpid(numero, 0)[1])
        return subprocess.CompletedProcess(arguments, code, _texte(sortie), _texte(erreurs))


@cache
def _tout_importer() -> None:
    import qualicli

    for module in pkgutil.walk_packages(qualicli.__path__, "qualicli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _etre(
    programme: str,
    arguments: list[str],
    cwd: Path | None,
    env: Mapping[str, str] | None,
    sortie: BinaryIO,
    erreurs: BinaryIO,
) -> NoReturn:
    """Dans la copie : prend ses flux, son dossier et son environnement, exécute, et finit sans rien rendre aux essais."""
    code: object = 70
    try:
        with open(os.devnull, "rb") as rien:
            os.dup2(rien.fileno(), 0)
        os.dup2(sortie.fileno(), 1)
        os.dup2(erreurs.fileno(), 2)
        sys.stdin, sys.stdout, sys.stderr = (
            io.TextIOWrapper(open(n, mode, 0 if n == 2 else -1, closefd=False), encoding="utf-8", write_through=n == 2)  # noqa: SIM115
            for n, mode in enumerate(("rb", "wb", "wb"))
        )
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        if env is not None:
            os.environ.clear()
            os.environ.update(env)
        if cwd is not None:
            os.chdir(cwd)
        warnings.resetwarnings()  # un avertissement fait échouer un essai, pas la commande
        warnings.simplefilter("ignore")
        sys.argv = ["-c", *arguments]
        exec(programme, {"__name__": "__main__"})
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


def _texte(flux: BinaryIO) -> str:
    flux.seek(0)
    return flux.read().decode("utf-8").replace("\r\n", "\n")
