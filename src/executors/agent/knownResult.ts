import type { FailureClass } from "../../core/failure.ts";
import { ID_PATTERN } from "../../core/ids.ts";
import type { AgentAccount, AttemptResult } from "../../core/result.ts";
import type { Usage } from "../../core/usage.ts";
import { asNumber, asObject, asText } from "./drivers/shared/json.ts";
import type { Json } from "./drivers/shared/json.ts";

/*
 * What lies in an attempt's folder may have been written by the attempt itself. What has another shape than the runner
 * gives it is not taken: in a journal it would spoil the run for good.
 */

/** A result as a runner writes it; undefined for anything else. */
export function knownResult(value: unknown): AttemptResult | undefined {
  const result = asObject(value);
  if (!result || !isAccount(result["account"])) return undefined;
  const { type } = result;
  const isKnown =
    (type === "succeeded" && isListOf(result["artifacts"], isArtifact)) ||
    (type === "failed" && isFailure(result["failure"])) ||
    (type === "cancelled" && asText(result["reason"]) !== undefined);
  return isKnown ? (value as AttemptResult) : undefined;
}

/** Whether it is what an attempt has used up. */
export function isUsage(value: unknown): value is Usage {
  const usage = asObject(value);
  const counts = ["requests", "contextTokens", "contextWindow", "firstInputTokens"];
  return (
    usage !== undefined &&
    Array.isArray(usage["models"]) &&
    usage["models"].every(isModel) &&
    counts.every((name) => isAbsentOr(isCount, usage[name]))
  );
}

const TOKENS = ["inputTokens", "cachedInputTokens", "outputTokens"];

const isModel = (value: unknown): boolean =>
  isObjectWith(
    value,
    (model) =>
      isText(model["model"]) &&
      TOKENS.every((name) => isCount(model[name])) &&
      isAbsentOr(isCount, model["costUsd"]),
  );

const isAccount = (value: unknown): value is AgentAccount | undefined =>
  isAbsentOr(
    (given) =>
      isObjectWith(
        given,
        (account) =>
          isAbsentOr(isText, account["session"]) &&
          isAbsentOr(isUsage, account["usage"]) &&
          isAbsentOr(isReport, account["report"]) &&
          isListOf(account["flags"], isFlag),
      ),
    value,
  );

const isReport = (value: unknown): boolean =>
  isObjectWith(
    value,
    (report) =>
      ["success", "partial", "failure"].includes(asText(report["status"]) ?? "") &&
      isText(report["summary"]) &&
      isListOf(report["files"], isText) &&
      isAbsentOr(isText, report["details"]) &&
      isAbsentOr(isText, report["task"]),
  );

const isFlag = (value: unknown): boolean =>
  isObjectWith(value, (flag) => isText(flag["type"]) && isText(flag["text"]));

const isArtifact = (value: unknown): boolean =>
  isObjectWith(
    value,
    (artifact) =>
      ID_PATTERN.test(asText(artifact["name"]) ?? "") &&
      isText(artifact["sha256"]) &&
      isCount(artifact["bytes"]) &&
      artifact["value"] !== undefined,
  );

const CLASSES: Readonly<Record<FailureClass, true>> = {
  transient: true,
  "rate-limited": true,
  "timed-out": true,
  lost: true,
  "invalid-artifact": true,
  blocked: true,
  "not-accepted": true,
  "claim-refuted": true,
  "out-of-bounds": true,
  fatal: true,
};

const isFailure = (value: unknown): boolean =>
  isObjectWith(
    value,
    (failure) =>
      Object.hasOwn(CLASSES, asText(failure["class"]) ?? "") &&
      isText(failure["message"]) &&
      isAbsentOr(isText, failure["tail"]) &&
      isAbsentOr(isCount, failure["until"]),
  );

const isText = (value: unknown): boolean => typeof value === "string";

const isCount = (value: unknown): boolean => asNumber(value) !== undefined;

const isAbsentOr = (is: (value: unknown) => boolean, value: unknown): boolean =>
  value === undefined || is(value);

/** A list that is left out is an empty one. */
const isListOf = (value: unknown, is: (value: unknown) => boolean): boolean =>
  isAbsentOr((list) => Array.isArray(list) && list.every(is), value);

function isObjectWith(value: unknown, is: (object: Json) => boolean): boolean {
  const object = asObject(value);
  return object !== undefined && is(object);
}
