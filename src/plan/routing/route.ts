import type { Routed } from "../../core/routing.ts";
import { complexityOf } from "./complexityOf.ts";
import { domainOf } from "./domainOf.ts";
import type { Rule, Subject } from "./subject.ts";

/** Where a task belongs, and how hard it is. Every task belongs somewhere, and the same task always there. */
export function route(subject: Subject, rules: readonly Rule[] = []): Routed {
  const domain = domainOf(subject, rules);
  const complexity = complexityOf(subject);
  return {
    domain: domain.is,
    because: domain.because,
    complexity: complexity.is,
    becauseComplexity: complexity.because,
  };
}
