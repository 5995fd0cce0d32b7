import { z } from "zod";
import { DETAILS } from "../../core/plan.ts";

/** Of a plan, or of a phase. */
export const details = z.enum(DETAILS).optional().meta({
  title: "keep, until-phase-end or archive",
  description:
    "What becomes of the details files of attempts once their phase is completed: they stay, are taken away, or are packed one by one. Their digests are journaled first. Default: they stay, and nothing is noted of them.",
});
