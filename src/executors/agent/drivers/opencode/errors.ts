import type { Complaint } from "../shared/classify.ts";
import { asNumber, asText, at } from "../shared/json.ts";

/** What one of its errors complains of. It hands on the headers of the answer, which may say how long to wait. */
export function complaintOf(error: unknown, now: number): Complaint {
  const text =
    asText(at(error, "data", "message")) ??
    asText(at(error, "name")) ??
    "it failed and did not say why";
  const status = asNumber(at(error, "data", "statusCode"));
  const seconds = Number(asText(at(error, "data", "responseHeaders", "retry-after")) ?? Number.NaN);
  return {
    text,
    ...(status !== undefined && { status }),
    ...(Number.isFinite(seconds) && seconds >= 0 && { until: now + Math.ceil(seconds * 1000) }),
  };
}
