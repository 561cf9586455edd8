"""The coordinator's HTTP port, asked from another machine: a network namespace with two addresses stands for both."""

import json
import os
import shlex
import sys

from grid import settings
from grid.case import Case
from grid.running import run
from grid.trusted import TokenGrid, TrustedGrid, tls_flags

_HERE, _THERE = "192.0.2.10", "192.0.2.21"


class Elsewhere(Case):
    def setUp(self):
        self.grid = TrustedGrid(workers=0)  # for its folders and certificates; it is not started
        self.addCleanup(self.grid._abandon)

    def answers(self, flags: tuple[str, ...], source: str, questions: list[dict]) -> list[int]:
        network = [settings.tool("unshare"), "--net", *(["--map-root-user"] if os.geteuid() else [])]
        settings.tool("ip")
        if run([*network, "true"], seconds=10).code != 0:
            self.skipTest("this machine gives nobody a network of their own")
        identity = self.grid.authority.issue("coord", "coordinator", _HERE)
        serve = [settings.program("hg-coord"), "serve", "--listen", _HERE, "--cache", "off", *tls_flags(identity, self.grid.authority.ca),
                 *flags]
        ask = [sys.executable, str(settings.ROOT / "test" / "grid" / "elsewhere.py"), source, _HERE, "8080", self.grid.authority.ca,
               json.dumps(questions)]
        script = "\n".join(["set -e", "ip link set lo up", f"for a in {_HERE} {_THERE}; do ip address add $a/32 dev lo; done",
                            "trap 'kill $(jobs -p); wait' EXIT", f"{shlex.join(serve)} 2>coord.log &", shlex.join(ask)])
        path = f"{settings.SYSTEM_PATH}:/usr/sbin:/sbin"
        outcome = run([*network, "bash", "-c", script], cwd=self.grid.work, env=self.grid.sandbox.environment(PATH=path), seconds=60)
        self.assertEqual(outcome.code, 0, outcome)
        return json.loads(outcome.out)

    def test_who_may_ask(self):
        tokens = TokenGrid(workers=0)
        self.addCleanup(tokens._abandon)
        client, admin = tokens.made("client"), tokens.made("admin")
        status, change = "/api/v1/status", {"method": "POST", "page": "/api/v1/status", "body": "{}", "scheme": "https"}
        certificate = dict(zip(("certificate", "key"), self.grid.client, strict=True))
        json_of = lambda token: {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}  # noqa: E731
        cases = [
            ({"scheme": "https", "page": status}, 401),
            ({"scheme": "https", "page": "/metrics"}, 401),
            ({"scheme": "https", "page": status, "headers": {"Authorization": f"Bearer {client}"}}, 200),
            ({"scheme": "https", "page": "/metrics", "headers": {"Cookie": f"hg_token={client}"}}, 200),
            ({"scheme": "https", "page": status} | certificate, 200),
            ({"scheme": "http", "page": status}, 400),
            ({"scheme": "http", "page": status, "headers": {"Authorization": f"Bearer {client}"}}, 400),
            (change | {"headers": json_of(client)}, 403),
            (change | {"headers": json_of(admin)}, 405),  # nothing can be changed there, but an admin may try
            (change | {"headers": {"Authorization": f"Bearer {admin}", "Content-Type": "text/plain"}}, 415),
        ]
        flags = ("--tokens", str(tokens.store), "--tls-client-ca", self.grid.authority.ca)
        self.assertEqual(self.answers(flags, _THERE, [question for question, _ in cases]), [answer for _, answer in cases])

    def test_its_own_machine_reads_freely(self):
        questions = [{"scheme": scheme, "page": "/api/v1/status"} for scheme in ("http", "https")]
        flags = ("--tls-client-ca", self.grid.authority.ca)
        self.assertEqual(self.answers(flags, _HERE, questions), [200, 200])
