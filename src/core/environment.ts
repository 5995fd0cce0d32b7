/**
 * What an attempt may see of the environment that Pawl runs in. An attempt's environment is built from this
 * list and from what the plan names, so that no secret reaches an agent because somebody happened to export it.
 */
const PASSED_NAMES = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "TERM",
  "TMPDIR",
  "TZ",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
] as const;

const PASSED = new Set<string>(PASSED_NAMES);

/** Every name with this start is passed too: LC_ALL, LC_CTYPE, … */
const PASSED_START = "LC_";

/** Names with this start belong to Pawl: it sets them for each attempt, a plan cannot. */
export const OWN_START = "PAWL_";

/** Whether a variable of the outer environment reaches attempts. Pawl's own are set anew, never passed on. */
export const passes = (name: string): boolean => PASSED.has(name) || name.startsWith(PASSED_START);

/** The variable in which a parameter reaches commands: `my-param` is `PAWL_PARAM_MY_PARAM`. */
export const paramVariable = (name: string): string =>
  `${OWN_START}PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
