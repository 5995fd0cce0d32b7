import type { FailureClass } from "../../../../core/failure.ts";
import { limitReset } from "./limitReset.ts";

/** What an agent said went wrong. */
export interface Complaint {
  readonly text: string;
  /** HTTP status of the model's answer, where it is known apart from the text. */
  readonly status?: number | undefined;
  /** When it may go on, where the agent said so apart from the text; milliseconds since 1970. */
  readonly until?: number | undefined;
}

export interface Classified {
  readonly class: FailureClass;
  readonly until?: number;
  /** Said to the person after the agent's own words. */
  readonly advice?: string;
}

/**
 * What class of failure an agent's complaint is. What nobody knows is `transient`: another try may heal it, and the
 * same complaint twice in a row ends the tries. `now` is what "in 5 minutes" counts from; `signIn` is what a person
 * does to sign in.
 */
export function classify(complaint: Complaint, signIn: string, now: number): Classified {
  const { text } = complaint;
  if (OVERFLOW.test(text)) return { class: "fatal", advice: SHORTER };
  if (NO_CREDIT.test(text)) return { class: "fatal", advice: "pay for more, or use another key" };
  const status = complaint.status ?? statusIn(text);
  if (status === 401 || status === 403) return { class: "fatal", advice: signIn };
  if (status === 429 || LIMITED.test(text)) return limited(complaint, now);
  if (SIGNED_OUT.test(text)) return { class: "fatal", advice: signIn };
  if (NO_MODEL.test(text)) return { class: "fatal", advice: "set another model for the agent" };
  if (USAGE.test(text)) return { class: "fatal", advice: "look at the agent's args in the plan" };
  if (status !== undefined && REFUSED(status)) return { class: "fatal" };
  return { class: "transient" };
}

const SHORTER = "give the task less to read, or split it";

const OVERFLOW =
  /prompt is too long|context[_ ]length[_ ]exceeded|maximum context length|exceeds? the (?:model's )?(?:maximum )?(?:context|input token|token limit)|exceed context limit|input token count .* exceeds|context window (?:is )?(?:full|exceeded|overflow)|ran out of room in the model's context/i;

const NO_CREDIT =
  /insufficient[_ ]quota|credit balance is too low|billing_(?:error|not_active)|payment required|\b402\b.{0,20}(?:payment|credit|balance)/i;

const LIMITED =
  /rate[_ -]?limit|too many requests|RESOURCE_EXHAUSTED|(?:usage|session|weekly|hourly|daily|monthly|opus|your) limit (?:has been )?(?:reached|exceeded)|hit your (?:\w+ ){0,2}limit|limit reached|out of (?:extra )?usage|quota (?:has been )?(?:exceeded|exhausted|reached)|exceeded your (?:current )?quota/i;

const SIGNED_OUT =
  /not logged in|please (?:run )?\/?login|log ?in required|invalid (?:x-)?api[- ]key|incorrect api key|api key not (?:valid|found)|no api key|missing (?:environment variable|api key)|authentication[_ ](?:failed|error|required)|unauthorized|unauthenticated|oauth token (?:has )?(?:expired|been revoked)|set an auth method/i;

const NO_MODEL =
  /model[_ ]not[_ ]found|unknown model|invalid model|model .{0,80}(?:not found|does not exist|is not supported|may not exist|not available)|no such model|ProviderModelNotFound/i;

/** Of what command lines say of arguments that they do not know. */
const USAGE =
  /unexpected argument|unknown (?:option|argument)|unrecognized (?:option|argument)|invalid value .* for '|error loading config/i;

/** Another try would be answered the same; 408, 409 and 425 are a matter of time. */
const REFUSED = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, 409, 425].includes(status);

/** An HTTP status as agents write it into their texts. */
export function statusIn(text: string): number | undefined {
  const found =
    /(?:status(?: ?code)?"?\s*[:=]?\s*|"code":\s*|HTTP(?:\/[\d.]{1,3})?\s+|API Error:\s*(?:[A-Za-z ]+\()?|^\s*|\()([45]\d\d)\b(?![.\d])/i.exec(
      text,
    );
  return found === null ? undefined : Number(found[1]);
}

function limited(complaint: Complaint, now: number): Classified {
  const until = complaint.until ?? limitReset(complaint.text, now);
  return { class: "rate-limited", ...(until !== undefined && { until }) };
}
