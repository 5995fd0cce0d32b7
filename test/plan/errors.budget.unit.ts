import { expect, test } from "vitest";
import { told } from "./support.ts";

const withBudget = (budget: string, agents = "") => `pawl: 1
name: a plan
budget: ${budget}
${agents}phases:
  - { id: p, run: make }
`;

test("what is no budget of a run", () => {
  expect(
    told(
      withBudget(
        "{ tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:3:19  error  "tokens" is "lots", expected a number of tokens such as 50000 or 200k
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                          ^~~~

    plan.yaml:3:30  error  "usd" is 0, expected a number from 0.01 on
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                     ^

    plan.yaml:3:39  error  "time" is 400d, expected at most 365d
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                              ^~~~

    plan.yaml:3:55  error  "launches" is 1.5, expected a whole number from 1 on
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                                              ^~~

    plan.yaml:3:69  error  "wrap_up" is 80, expected a share above 0, at most 1
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                                                            ^~

    plan.yaml:3:82  error  "unknown" is "guess", expected stop, estimate or allow
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                                                                         ^~~~~

    plan.yaml:3:89  error  unknown key "token" in a budget of the run: { tokens, usd, time, launches, wrap_up, unknown }
        budget: { tokens: lots, usd: 0, time: 400d, launches: 1.5, wrap_up: 80, unknown: guess, token: 1 }
                                                                                                ^~~~~
        did you mean "tokens"?"
  `);
});

test("US dollars need agents that tell what they cost", () => {
  const agents = `agents:
  a: { use: codex }
  b: { use: acp, command: [agent] }
  c: { use: claude }
`;
  expect(told(withBudget("{ usd: 3 }", agents))).toMatchInlineSnapshot(`
    "plan.yaml:3:16  error  "usd" cannot be held: the agent "a" uses codex, which does not tell what it costs
        budget: { usd: 3 }
                       ^
        use "tokens" or "launches"

    plan.yaml:3:16  warning  "usd" holds only if "b" tells what it costs; with acp not all do
        budget: { usd: 3 }
                       ^"
  `);
});
