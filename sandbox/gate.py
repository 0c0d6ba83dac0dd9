"""What stands between a caller and moto: who may call, and one request at a time."""
import io
import json
import os
import re
from collections.abc import Callable, Iterable
from threading import Lock

from botocore.exceptions import BotoCoreError, ClientError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import get_account_id_from, iam_backends

CONTROL = "/.cutover/sandbox"  # No bucket's name begins with a dot, so no request to S3 looks like this.
CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/[^/]*/([^/,\s]+)/")


class Gate:
    def __init__(self, app: Callable, instance: str, bootstrap_key: str, use_state_buckets: Callable[[dict], dict]):
        self.app = app
        self.instance = instance
        self.bootstrap_key = bootstrap_key
        self.use_state_buckets = use_state_buckets
        self.turn = Lock()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        body = read_body(environ)
        if path.startswith(CONTROL):
            return answer(start_response, *self.control(environ["REQUEST_METHOD"], path, body))
        if path.startswith("/moto-api"):  # One request there would reset both accounts.
            return answer(start_response, "404 Not Found", {"error": "not a part of AWS"})
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)  # A caller's account follows from its key alone.
        signature = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signature and not self.knows(signature.group(1)):
            return refuse_key(start_response, signature.group(2), environ.get("CONTENT_TYPE", ""))
        if is_long_poll(environ, body):
            return self.app(environ, start_response)
        # moto looks first and writes after, and lists what others are adding to: an S3 write "if none exists", which is
        # Terraform's lock, holds only when nothing comes between.
        with self.turn:
            answered = self.app(environ, start_response)
            try:
                return list(answered)
            finally:
                answered.close()

    def knows(self, key: str) -> bool:
        """AWS refuses keys it never issued; moto would put their owner into a third account."""
        if key == self.bootstrap_key or get_account_id_from(key) != DEFAULT_ACCOUNT_ID:
            return True
        return key in iam_backends[DEFAULT_ACCOUNT_ID]["aws"].access_keys

    def control(self, method: str, path: str, body: bytes) -> tuple[str, dict]:
        if method == "GET" and path == CONTROL:
            return "200 OK", {"instance": self.instance, "pid": os.getpid()}
        if method == "POST" and path == f"{CONTROL}/state-buckets":
            asked = json.loads(body)
            if asked.get("instance") != self.instance:
                return "403 Forbidden", {"error": "another instance is meant"}
            try:
                return "200 OK", {"environments": self.use_state_buckets(asked["stateBuckets"])}
            except (BotoCoreError, ClientError) as error:
                return "400 Bad Request", {"error": str(error)}
        return "404 Not Found", {"error": "no such request"}


def read_body(environ: dict) -> bytes:
    """The whole body, before anyone takes a turn: a slow caller must not hold up the others."""
    length = environ.get("CONTENT_LENGTH")
    stream = environ["wsgi.input"]
    body = stream.read(int(length)) if length else stream.read() if environ.get("wsgi.input_terminated") else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def is_long_poll(environ: dict, body: bytes) -> bool:
    """SQS's ReceiveMessage waits for a message that only another request can bring."""
    return environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage" or b"Action=ReceiveMessage" in body[:4096]


def answer(start_response: Callable, status: str, message: dict, kind: str = "application/json") -> Iterable[bytes]:
    body = json.dumps(message).encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def refuse_key(start_response: Callable, service: str, kind: str) -> Iterable[bytes]:
    """403 in the words of the service: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and the like."""
    text = "The security token included in the request is invalid: the sandbox did not issue this key."
    if kind.startswith("application/x-amz-json"):
        return answer(start_response, "403 Forbidden", {"__type": "UnrecognizedClientException", "message": text}, kind)
    code = "InvalidAccessKeyId" if service == "s3" else "InvalidClientTokenId"
    error = f"<Error><Code>{code}</Code><Message>{text}</Message></Error>"
    body = (error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>").encode()
    start_response("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
    return [body]
