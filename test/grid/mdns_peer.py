"""python3-zeroconf as an independent peer: prints what it hears of our service type, one JSON object a line, until it is ended."""

import json
import sys
import time

import zeroconf

_TYPE = "_hybridgrid._tcp.local."


def tell(event: str, name: str, info=None) -> None:
    found = {"event": event, "name": name.removesuffix("." + _TYPE)}
    if info is not None:
        found |= {"addresses": info.parsed_addresses(), "port": info.port, "host": info.server,
                  "txt": {key.decode(): (value or b"").decode() for key, value in info.properties.items()}}
    print(json.dumps(found), flush=True)


class Listener(zeroconf.ServiceListener):
    def add_service(self, zc, type_, name):
        tell("add", name, zc.get_service_info(type_, name, 2000))

    def update_service(self, zc, type_, name):
        tell("update", name, zc.get_service_info(type_, name, 2000))

    def remove_service(self, zc, type_, name):
        tell("remove", name)


if __name__ == "__main__":
    zeroconf.service_type_name(_TYPE, strict=True)  # raises for a name that RFC 6763 does not allow
    browser = zeroconf.ServiceBrowser(zeroconf.Zeroconf(), _TYPE, Listener())
    print(json.dumps({"event": "ready"}), flush=True)
    while True:
        time.sleep(3600)
