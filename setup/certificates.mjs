/** What npm, Node, pip, uv and Go say when they do not know who signed a server's certificate. */
const signs =
  /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERTIFICATE_VERIFY_FAILED|certificate signed by unknown authority|self[- ]signed certificate|unable to get local issuer certificate|UnknownIssuer|certificate is not trusted/i;

/** @param {string} text an error message or a tool's output */
export function isCertificateProblem(text) {
  return signs.test(text);
}

export const certificateAdvice =
  "if a proxy here signs with a private CA, name its PEM file: NODE_EXTRA_CA_CERTS (downloads), `npm config set cafile <file>` (npm), PIP_CERT (Python), SSL_CERT_FILE (Go)";
