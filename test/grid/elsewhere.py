"""Asks the coordinator's HTTP port from another address of this network namespace: elsewhere.py SOURCE HOST PORT CA QUESTIONS.

QUESTIONS is JSON: a list of {"scheme", "method", "page", "headers", "certificate", "key"}; prints the list of statuses (0: no answer).
"""

import http.client
import json
import ssl
import sys
import time


def ask(source: str, host: str, port: int, ca: str, question: dict) -> int:
    if question["scheme"] == "https":
        context = ssl.create_default_context(cafile=ca)
        if "certificate" in question:
            context.load_cert_chain(question["certificate"], question["key"])
        connection = http.client.HTTPSConnection(host, port, timeout=5, source_address=(source, 0), context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=5, source_address=(source, 0))
    try:
        connection.request(question.get("method", "GET"), question["page"], question.get("body"), question.get("headers", {}))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def main() -> None:
    source, host, port, ca, questions = sys.argv[1:]
    end = time.monotonic() + 20
    while ask(source, host, int(port), ca, {"scheme": "https", "page": "/health"}) == 0 and time.monotonic() < end:
        time.sleep(0.05)
    print(json.dumps([ask(source, host, int(port), ca, question) for question in json.loads(questions)]))


if __name__ == "__main__":
    main()
