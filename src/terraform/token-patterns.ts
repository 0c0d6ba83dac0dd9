/**
 * Keys and tokens that tell by their own form what they are, as their issuers document it. None begins with what may be long, so that
 * each takes time by the length of the text and not by its square.
 */
export const TOKENS: RegExp[] = [
  // Private keys: PEM (also of PGP), PuTTY's, and age's.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/,
  /\bPuTTY-User-Key-File-\d/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{20}/,
  // PEM in base64, as Kubernetes and key stores have it: "PRIVATE KEY" behind what begins a PEM, where it stands in threes.
  /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{0,40}(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZL|QUklWQVRFIEtFWS)/,
  // AWS: ids of keys, which come with the key; long-lived and temporary. Keys of Bedrock.
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bABSK[A-Za-z0-9+/]{40}/,
  // Google: API keys, secrets and tokens of OAuth.
  /\bAIza[A-Za-z0-9_-]{35}|\bGOCSPX-[A-Za-z0-9_-]{20}|\bya29\.[A-Za-z0-9_-]{20}/,
  // Azure: client secrets of Entra; keys of storage and of Cosmos DB have these marks of theirs before the end.
  /[78]Q~[A-Za-z0-9_~.-]{31}|(?:\+ASt|ACDb)[A-Za-z0-9+/]{6}==/,
  // GitHub, GitLab, Slack, Atlassian.
  /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{40}/,
  /\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_-]{20}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10}|\bxapp-\d-[A-Z0-9]{6}|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9]/i,
  /\bATATT3x[A-Za-z0-9_=-]{20}/,
  // Registries of packages and images, Terraform's own services, Vault.
  /\bnpm_[A-Za-z0-9]{36}|\bpypi-AgE[A-Za-z0-9_-]{20}|\bdckr_pat_[A-Za-z0-9_-]{20}|\brubygems_[a-f0-9]{40}/,
  /\.atlasv1\.[A-Za-z0-9_-]{40}|\bhv[sbr]\.[A-Za-z0-9_-]{20}/,
  // Clouds and services that applications talk to.
  /\bdo[opr]_v1_[a-f0-9]{40}|\bdapi[a-f0-9]{32}|\bCCIPAT_[A-Za-z0-9]{20}/,
  /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16}|\bwhsec_[A-Za-z0-9+/]{20}|\bsq0(?:csp|atp)-[A-Za-z0-9_-]{20}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/,
  /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16}|\bkey-[a-f0-9]{32}\b/,
  /\bsk-(?:(?:ant|proj|svcacct|or-v1)-[A-Za-z0-9_-]{32}|[A-Za-z0-9]{32})|\bhf_[A-Za-z0-9]{30}|\bNRAK-[A-Z0-9]{20}|\bglsa_[A-Za-z0-9]{20}/,
  // A web token. What stands before the dot is looked at from there: looked for from its beginning, it would be read again from each `eyJ`.
  /\.(?<=\beyJ[A-Za-z0-9_-]{10,}\.)eyJ[A-Za-z0-9_-]{10,}\./,
];
