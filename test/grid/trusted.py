"""A grid over mutual TLS, its certificates, and servers that only listen to what a client would tell them."""

import contextlib
import pathlib
import socket
import ssl
import subprocess
import threading

from grid import settings
from grid.cluster import Grid


class Authority:
    """A folder with a CA; every certificate that is asked for, good or bad."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    @property
    def ca(self) -> str:
        return str(self.folder / "ca.pem")

    def issue(self, name: str, role: str = "-", *hosts: str, hours: tuple[int, int] = (-1, 24)) -> tuple[str, str]:
        """Paths of the certificate and of its key; what had that name is replaced."""
        subprocess.run([settings.program("hg-certify"), str(self.folder), name, str(hours[0]), str(hours[1]), role, *hosts],
                       check=True, capture_output=True)
        return str(self.folder / f"{name}.pem"), str(self.folder / f"{name}.key")


def tls_flags(identity: tuple[str, str], ca: str, client_ca: str = "") -> tuple[str, ...]:
    more = ("--tls-client-ca", client_ca) if client_ca else ()
    return ("--tls-cert", identity[0], "--tls-key", identity[1], "--tls-ca", ca, *more)


class TrustedGrid(Grid):
    """Every connection over mutual TLS; all certificates from `authority`, one for each role."""

    def __init__(self, workers: int = 1, slots: int = 2, label: str = "trust"):
        super().__init__(workers, slots, label)
        self.authority = Authority(self.sandbox.root / "tls")
        self.client = self.authority.issue("client", "client")
        ca = self.authority.ca
        self._cache += tls_flags(self.authority.issue("coord", "coordinator", "127.0.0.1"), ca, ca)
        self._worker_cache += tls_flags(self.authority.issue("worker", "worker", "127.0.0.1"), ca, ca)

    def environment(self, **extra: str) -> dict[str, str]:
        return super().environment(**{"HG_TLS_CA": self.authority.ca, "HG_TLS_CERT": self.client[0],
                                      "HG_TLS_KEY": self.client[1]} | extra)


class TokenGrid(Grid):
    """On loopback in plain text, but nobody is let in without a token."""

    def __init__(self, workers: int = 1, slots: int = 2, label: str = "token"):
        super().__init__(workers, slots, label)
        self.store = self.sandbox.root / "tokens"
        self.secrets: dict[str, str] = {}  # by the name of the file that holds one
        self._cache += ("--tokens", str(self.store))
        self._worker_cache += ("--token-file", self.token("worker"))
        self.client = self.token("client")

    def token(self, role: str) -> str:
        """The path of a file with a new token."""
        return self.keep(role, self.made(role).split(",")[-1])

    def made(self, role: str, *words: str) -> str:
        """What `hg-coord token create` prints: for a worker a whole line to join with, which ends with the token."""
        return subprocess.run([settings.program("hg-coord"), "token", "create", "--role", role, "--name", role, "--tokens",
                               str(self.store), *words], check=True, capture_output=True, text=True,
                              env=self.sandbox.environment()).stdout.strip()

    def keep(self, name: str, secret: str) -> str:
        """The path of a new file that holds it."""
        path = self.sandbox.root / f"{name}{len(self.secrets)}.token"
        path.touch(mode=0o600)
        path.write_text(secret + "\n")
        self.secrets[path.name] = secret.split(",")[-1]
        return str(path)

    def revoke(self, path: str) -> None:
        token_id = self.secrets[pathlib.Path(path).name].split("_")[1]
        subprocess.run([settings.program("hg-coord"), "token", "revoke", "--id", token_id, "--tokens", str(self.store)],
                       check=True, capture_output=True)

    def environment(self, **extra: str) -> dict[str, str]:
        return super().environment(**{"HG_TOKEN_FILE": self.client} | extra)


class JoinGrid(TokenGrid):
    """Only the coordinator has a certificate of an authority; whoever else comes has a token, over TLS."""

    def __init__(self, workers: int = 1, slots: int = 2, label: str = "join"):
        super().__init__(workers, slots, label)
        self.authority = Authority(self.sandbox.root / "tls")
        identity = self.authority.issue("coord", "coordinator", "127.0.0.1")
        self._cache += tls_flags(identity, self.authority.ca)
        self._worker_cache = ("--cache", "off", "--join", self.keep("join", self.line()))

    def line(self, ca: str = "") -> str:
        return self.made("worker", "--address", self.address, "--tls-ca", ca or self.authority.ca)

    def environment(self, **extra: str) -> dict[str, str]:
        return super().environment(**{"HG_TLS_CA": self.authority.ca} | extra)


class Listener:
    """Takes connections on loopback and keeps all that is said, after the TLS handshake if it has a certificate."""

    def __init__(self, identity: tuple[str, str] | None = None):
        self._tls = None
        if identity:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*identity)
            self._tls.set_alpn_protocols(["h2"])
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.heard, self.connections = b"", 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self.connections += 1
                client.settimeout(3)
                with contextlib.suppress(OSError, ssl.SSLError):
                    if self._tls:
                        client = self._tls.wrap_socket(client, server_side=True)
                    while piece := client.recv(65536):
                        self.heard += piece
                client.close()

    def close(self) -> None:
        self._server.close()


class Relay:
    """Passes connections on, and counts what the client's side has sent."""

    def __init__(self, target: str):
        host, port = target.rsplit(":", 1)
        self._target = (host, int(port))
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.sent = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(self._target)
                threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, keep: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if keep:
                    self.sent += piece
                sink.sendall(piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._server.close()


def certificate_of(address: str, ca: str, identity: tuple[str, str]) -> bytes:
    """What a server shows now, as DER; raises where the connection does not come up."""
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(*identity)
    context.set_alpn_protocols(["h2"])
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=5) as plain, context.wrap_socket(plain, server_hostname=host) as tls:
        return tls.getpeercert(binary_form=True)


def first_words_of(address: str, identity: tuple[str, str] | None) -> bytes:
    """What a gRPC server says to a client with this certificate before it is asked anything; b"" if it hangs up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    if identity:
        context.load_cert_chain(*identity)
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=5) as plain:
        with contextlib.suppress(ssl.SSLError, ConnectionError), context.wrap_socket(plain) as tls:
            return tls.recv(1)
    return b""
