"""Asks a model and follows predictions over gRPC. Needs grpcio and grpcio-tools.

    python3 ask.py 127.0.0.1:8081 FOLDER-WITH-THE-PROTO-FILES
    STREAMING_KEY=sp_... python3 ask.py localhost:8443 FOLDER-WITH-THE-PROTO-FILES CERTIFICATE

With a certificate it speaks TLS, and trusts nobody else; a key says who calls.
"""

import importlib
import json
import os
import struct
import sys
import tempfile

import grpc
from grpc_tools import protoc

address, protos, *trusted = sys.argv[1:]
with tempfile.TemporaryDirectory() as generated:
    for name in ("open_inference", "streaming"):
        protoc.main(["", f"-I{protos}", f"--python_out={generated}", f"--grpc_python_out={generated}", f"{protos}/{name}.proto"])
    sys.path.insert(0, generated)
    inference, inference_rpc, streaming, streaming_rpc = (
        importlib.import_module(name)
        for name in ("open_inference_pb2", "open_inference_pb2_grpc", "streaming_pb2", "streaming_pb2_grpc")
    )

if trusted:
    with open(trusted[0], "rb") as file:
        tls = grpc.ssl_channel_credentials(root_certificates=file.read())
    caller = grpc.access_token_call_credentials(os.environ["STREAMING_KEY"])
    channel = grpc.secure_channel(address, grpc.composite_channel_credentials(tls, caller))
else:
    channel = grpc.insecure_channel(address)

# A row of features, as bytes: little endian, row-major.
models = inference_rpc.GRPCInferenceServiceStub(channel)
row = [950.0, 1, 1, 9, 31, 70, 310, 120, 60.5, 1, 4, 18, 0.9, 0.8, 0.3]
request = inference.ModelInferRequest(model_name="card-fraud", id="from-python", raw_input_contents=[struct.pack("<15f", *row)])
request.inputs.add(name="features", datatype="FP32", shape=[1, len(row)])
answer = models.ModelInfer(request)
(score,) = struct.unpack("<f", answer.raw_output_contents[0])
print(f"score {score:.4f}, decided {answer.raw_output_contents[1][4:].decode()}, {answer.parameters['lineage_id'].string_param}")

# The oldest three predictions that were decided so.
service = streaming_rpc.StreamingStub(channel)
wanted = streaming.SubscribeRequest(topology="card-fraud", from_beginning=True, decisions=["genuine"])
call = service.Subscribe(wanted)
seen = 0
for message in call:
    if message.value:
        print(json.loads(message.value)["event_id"], message.cursor)
        seen += 1
    if seen == 3:
        call.cancel()
        break

# An operation by its name.
called = service.Call(streaming.CallRequest(operation="status.get", request='{"topology": "card-fraud"}'))
print(json.loads(called.result)["outcomes"])
try:
    service.Call(streaming.CallRequest(operation="job.show", request='{"id": 999}'))
except grpc.RpcError as error:
    print(error.code().name, error.details(), dict(error.trailing_metadata())["streaming-code"])
