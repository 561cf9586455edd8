"""A client of workers that shares no line with ours: Debian's python3-grpcio, protobuf and libzstd.

Run by the system's Python, which has these packages: peer.py MODULES ADDRESS, a JSON list of requests on stdin, one of answers on
stdout. tell() is for suites.
"""

import base64
import ctypes
import json
import pathlib
import subprocess
import sys
import time

PYTHON = "/usr/bin/python3"


def tell(modules: pathlib.Path, address: str, requests: list[dict], seconds: float = 300) -> list[dict]:
    """Sends all, one after the other; answers in the same order. `modules`: a folder for what protoc makes, kept between calls.

    A request: toolchain, family ("gcc", "clang"), language ("C", "CXX"), arguments, source, deadline. An answer: code (of gRPC),
    details; with OK: exit_code, out, err, outputs (bytes).
    """
    if not (modules / "hybridgrid").exists():
        proto = pathlib.Path(__file__).resolve().parents[2] / "proto"
        modules.mkdir(parents=True, exist_ok=True)
        subprocess.run(["protoc", f"-I{proto}", f"--python_out={modules}", *map(str, proto.rglob("*.proto"))], check=True)
    ended = subprocess.run([PYTHON, __file__, str(modules), address], input=json.dumps(requests).encode(), timeout=seconds,
                           stdout=subprocess.PIPE, check=True)
    answers = json.loads(ended.stdout)
    for answer in answers:
        answer["outputs"] = [base64.b64decode(output) for output in answer.get("outputs", [])]
    return answers


def _compress(zstd, text: bytes) -> bytes:
    room = ctypes.create_string_buffer(zstd.ZSTD_compressBound(len(text)))
    length = zstd.ZSTD_compress(room, len(room), text, len(text), 1)
    return room.raw[:length]


def _decompress(zstd, frame: bytes, size: int) -> bytes:
    room = ctypes.create_string_buffer(max(size, 1))
    length = zstd.ZSTD_decompress(room, size, frame, len(frame))
    return room.raw[:length]


def _ask(pb, call, zstd, number: int, request: dict) -> dict:
    import grpc

    source = request["source"].encode()
    message = pb.CompileRequest(
        task_id=f"t{number}", build_id="attack", toolchain_id=request["toolchain"], target="x86_64-linux-gnu",
        family=pb.COMPILER_FAMILY_GCC if request["family"] == "gcc" else pb.COMPILER_FAMILY_CLANG,
        language=pb.LANGUAGE_CXX if request.get("language") == "CXX" else pb.LANGUAGE_C, file_name=b"a.c", label=b"a.c",
        arguments=[word.encode() for word in request["arguments"]], outputs=[pb.OUTPUT_KIND_OBJECT],
        preprocessed=pb.PreprocessedSource(zstd=_compress(zstd, source), size=len(source)))
    begun = time.monotonic()
    try:
        answer = call(message, timeout=request.get("deadline", 60))
    except grpc.RpcError as error:
        return {"code": error.code().name, "details": error.details()}
    return {"code": "OK", "details": "", "seconds": time.monotonic() - begun, "exit_code": answer.exit_code, "out": answer.standard_output.decode(errors="replace"),
            "err": answer.standard_error.decode(errors="replace"),
            "outputs": [base64.b64encode(_decompress(zstd, o.zstd, o.size)).decode() for o in answer.outputs]}


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    import grpc
    from hybridgrid.v1 import build_pb2 as pb

    zstd = ctypes.CDLL("libzstd.so.1")
    for function in (zstd.ZSTD_compressBound, zstd.ZSTD_compress, zstd.ZSTD_decompress):
        function.restype = ctypes.c_size_t
    zstd.ZSTD_compressBound.argtypes = [ctypes.c_size_t]
    zstd.ZSTD_compress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
    zstd.ZSTD_decompress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    most = [("grpc.max_receive_message_length", 1 << 30), ("grpc.max_send_message_length", 1 << 30)]
    with grpc.insecure_channel(sys.argv[2], options=most) as channel:
        call = channel.unary_unary("/hybridgrid.v1.BuildService/Compile", request_serializer=pb.CompileRequest.SerializeToString,
                                   response_deserializer=pb.CompileResponse.FromString)
        answers = [_ask(pb, call, zstd, number, request) for number, request in enumerate(json.load(sys.stdin))]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
