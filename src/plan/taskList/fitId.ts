import { ID_PATTERN } from "../../core/ids.ts";

/** A name as an id: what an id cannot hold becomes "-", and before a digit comes the `kind`. Undefined where nothing is left. */
export function fitId(name: string, kind: "phase" | "task"): string | undefined {
  if (ID_PATTERN.test(name)) return name;
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  if (slug === "") return undefined;
  return ID_PATTERN.test(slug) ? slug : `${kind}-${slug}`;
}
