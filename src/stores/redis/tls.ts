import type { Environment } from "./address.ts";
import { fileOf } from "./secrets.ts";

/** What a TLS connection is made with, besides what the system trusts. All are PEM texts. */
export interface Tls {
  readonly ca?: string;
  /** For a server that wants to know its clients (`tls-auth-clients yes`, which is its default). */
  readonly cert?: string;
  readonly key?: string;
}

const VARIABLES = {
  ca: "PAWL_REDIS_CA_FILE",
  cert: "PAWL_REDIS_CERT_FILE",
  key: "PAWL_REDIS_KEY_FILE",
} as const;

export function readTls(env: Environment): Tls {
  const given = Object.entries(VARIABLES).filter(([, variable]) => env[variable]);
  return Object.fromEntries(
    given.map(([name, variable]) => [name, fileOf(variable, env[variable]!)]),
  );
}
