import { MIN_SECRET_LENGTH } from "./secretForms.ts";

const SECRET =
  /^(KEY|TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIAL|CREDENTIALS|AUTH|COOKIE|JWT)$|(APIKEY|ACCESSKEY|SECRETKEY|PRIVATEKEY|TOKEN|SECRET|PASSWORD)$/;

/** A name that ends so tells about a secret, or where it is, and its value may be shown. */
const ABOUT =
  /_(URL|URI|PATH|FILE|DIR|SOCK|HOST|PORT|NAME|ID|USER|TYPE|MODE|METHOD|ENABLED|DISABLED|TIMEOUT|TTL|LIMIT|LENGTH|COUNT)$/;

/** Whether a variable of this name is taken to hold a secret. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase();
  return !ABOUT.test(upper) && upper.split("_").some((word) => SECRET.test(word));
}

/** The values of an environment that must not be written anywhere, going by the names of its variables. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = Object.entries(env)
    .filter(([name]) => isSecretName(name))
    .map(([, value]) => value ?? "");
  return [...new Set(values)].filter((value) => value.trim().length >= MIN_SECRET_LENGTH);
}
