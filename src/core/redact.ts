import { secretForms } from "./secretForms.ts";

const MASK = "***";

/**
 * Keys that are known by their looks. Each is a fixed beginning and one run of characters, so that no text makes
 * the search slow; none reaches over a quotation mark.
 */
const KEYS: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
];

/** May be a JWT; it is one if it has three parts. */
const JWT = /\beyJ[A-Za-z0-9_.-]{20,}/g;

/** What follows each of these, up to a quotation mark or white space. */
const AFTER: readonly RegExp[] = [
  /(\bauthorization\\?"?\s{0,3}[:=]\s{0,3}\\?"?(?:bearer|basic|token)\s{1,3})[\w.~+/=-]{6,}/gi,
  /(\bx-(?:goog-)?api-key\\?"?\s{0,3}[:=]\s{0,3}\\?"?)[\w.~+/=-]{6,}/gi,
  /(\bbearer\s{1,3})[\w.~+/=-]{20,}/gi,
  // The password of an address: `scheme://user:password@`.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#"'<>\\:@]{0,200}:)[^\s/?#"'<>\\]{1,500}(?=@)/gi,
  // A private key up to its end, or as far as it is there.
  /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)(?:[^"-]|-(?!----))+/g,
];

/**
 * The text with `***` for all that must not be written: the values in `secrets`, also where they are written in
 * base64, in an address or in JSON, and whatever looks like a key. What was valid JSON stays valid JSON. A text is
 * looked at by itself: of a private key of several lines given line by line, only the first is known for one.
 */
export function redact(text: string, secrets: readonly string[]): string {
  return redactor(secrets)(text);
}

/** The same for many texts: what is looked for is made ready once. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secretForms(secrets);
  const mask = (text: string): string => {
    let masked = text;
    for (const form of forms) masked = masked.replaceAll(form, MASK);
    for (const key of KEYS) masked = masked.replace(key, MASK);
    masked = masked.replace(JWT, (found) => (found.split(".", 3).length === 3 ? MASK : found));
    for (const each of AFTER) masked = masked.replace(each, `$1${MASK}`);
    return masked;
  };
  return (text) => {
    const masked = mask(text);
    if (masked === text || !/^\s*[[{"\d-]/.test(text) || isJson(masked) || !isJson(text))
      return masked;
    const json = maskedJson(text, mask);
    // A secret that is itself a piece of JSON is in no single value.
    return forms.some((form) => json.includes(form)) ? JSON.stringify(MASK) : json;
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A secret was found where JSON has no string (a number, or across several members): each value is looked at alone. */
function maskedJson(text: string, mask: (text: string) => string): string {
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") return mask(value);
    if (typeof value === "number") return mask(String(value)) === String(value) ? value : MASK;
    if (Array.isArray(value)) return value.map(visit);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [mask(key), visit(member)]),
    );
  };
  try {
    return JSON.stringify(visit(JSON.parse(text)));
  } catch {
    // Deeper than the stack: nothing of it is worth the risk.
    return JSON.stringify(MASK);
  }
}
