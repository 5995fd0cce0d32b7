import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPLEXITIES, DOMAINS } from "../../../src/core/routing.ts";
import { route } from "../../../src/plan/routing/route.ts";
import type { Rule, Subject } from "../../../src/plan/routing/subject.ts";
import { everyTime } from "../support.ts";

const about = (more: Partial<Subject>): Subject => ({
  title: "",
  text: "",
  files: [],
  criteria: 0,
  dependencies: 0,
  ...more,
});

const path = fc
  .array(fc.constantFrom("src", "web", "api", "test", "k8s", "a.ts", "b.css", "c_test.go", "**"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => steps.join("/"));

const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom("api", "page", "tests", "deploy", "the", "界面", "Écran", "ci/cd"), {
      maxLength: 12,
    })
    .map((words) => words.join(" ")),
);

const subjects: fc.Arbitrary<Subject> = fc.record(
  {
    domain: fc.option(fc.constantFrom(...DOMAINS), { nil: undefined }),
    complexity: fc.option(fc.constantFrom(...COMPLEXITIES), { nil: undefined }),
    meantFor: fc.option(fc.constantFrom("frontend_engineer", "l2-backend-specialist", "Bo"), {
      nil: undefined,
    }),
    title: texts,
    text: texts,
    files: fc.array(path, { maxLength: 6 }),
    criteria: fc.nat({ max: 9 }),
    dependencies: fc.nat({ max: 9 }),
  },
  { requiredKeys: ["title", "text", "files", "criteria", "dependencies"] },
);

const rules: fc.Arbitrary<Rule[]> = fc.array(
  fc.record({
    domain: fc.constantFrom(...DOMAINS),
    files: fc.array(fc.constantFrom("src/**", "web", "**/*.css", "k8s/"), { maxLength: 2 }),
    words: fc.array(fc.constantFrom("api", "界面", "ci/cd", "écran", ""), { maxLength: 2 }),
  }),
  { maxLength: 4 },
);

describe("whatever a task says", () => {
  test("it has one domain and one complexity, and each says why", () => {
    const held = everyTime(fc.tuple(subjects, rules), ([subject, given]) => {
      const routed = route(subject, given);
      expect(DOMAINS).toContain(routed.domain);
      expect(COMPLEXITIES).toContain(routed.complexity);
      expect(routed.because).not.toBe("");
      expect(routed.becauseComplexity).not.toBe("");
      expect(routed).not.toHaveProperty("model");
    });
    expect(held).toBe("held");
  });

  test("asked again it says the same, in whatever order its files stand", () => {
    const shuffled = subjects.chain((subject) =>
      fc.tuple(
        fc.constant(subject),
        fc.shuffledSubarray([...subject.files], { minLength: subject.files.length }),
      ),
    );
    const held = everyTime(fc.tuple(shuffled, rules), ([[subject, files], given]) => {
      expect(route({ ...subject, files }, given)).toEqual(route(subject, given));
    });
    expect(held).toBe("held");
  });

  test("the task's own words win", () => {
    const own = fc.tuple(
      subjects,
      rules,
      fc.constantFrom(...DOMAINS),
      fc.constantFrom(...COMPLEXITIES),
    );
    const held = everyTime(own, ([subject, given, domain, complexity]) => {
      expect(route({ ...subject, domain, complexity }, given)).toEqual({
        domain,
        because: "the task says so",
        complexity,
        becauseComplexity: "the task says so",
      });
    });
    expect(held).toBe("held");
  });

  test("a rule of the plan that fits comes before what Pawl would say, and the first of them counts", () => {
    const fitting = fc.tuple(subjects, rules, fc.constantFrom(...DOMAINS));
    const held = everyTime(fitting, ([subject, given, domain]) => {
      const open = {
        ...subject,
        domain: undefined,
        meantFor: undefined,
        text: `checkout ${subject.text}`,
        title: "",
      };
      const first = { domain, files: [], words: ["checkout"] };
      expect(route(open, [first, ...given])).toMatchObject({
        domain,
        because: 'rule 1 of the plan: it says "checkout"',
      });
    });
    expect(held).toBe("held");
  });

  test("a rule that does not fit changes nothing", () => {
    const held = everyTime(fc.tuple(subjects, fc.constantFrom(...DOMAINS)), ([subject, domain]) => {
      const other = { domain, files: ["no/such/file.zig"], words: ["xyzzyplugh"] };
      expect(route(subject, [other])).toEqual(route(subject));
    });
    expect(held).toBe("held");
  });
});

test.each<[Partial<Subject>, string, string]>([
  [{ title: "Create user model schema" }, "backend", 'its title says "schema", "model"'],
  [{ title: "Create auth middleware" }, "backend", 'its title says "auth", "middleware"'],
  [{ title: "Add the login form" }, "frontend", 'its title says "form"'],
  [{ title: "Write unit tests for the API" }, "testing", 'its title says "test", "unit test"'],
  [{ title: "Roll out to staging" }, "deployment", 'its title says "staging"'],
  [
    { title: "Write the minutes" },
    "general",
    "neither its files nor its words point at another domain",
  ],
  [{ title: "Minutes", text: "Then style the page." }, "frontend", 'its text says "page", "style"'],
  [{ title: "Join the page to the server" }, "frontend", 'its text says "page" first'],
  [
    { files: ["web/index.html", "src/api/books.ts", "src/ui/list.ts"] },
    "frontend",
    "its files: src/ui/list.ts, web/index.html",
  ],
  [
    { files: ["web/api/books.ts", "test/api/books.test.ts"] },
    "backend",
    "its files: web/api/books.ts",
  ],
  [{ files: ["test/a.ts", "b_test.go"] }, "testing", "its files: b_test.go, test/a.ts"],
  [
    { files: ["Dockerfile", ".github/workflows/ci.yml"] },
    "deployment",
    "its files: .github/workflows/ci.yml, Dockerfile",
  ],
  [
    { files: ["a.css", "b.css", "c.css", "d.css"] },
    "frontend",
    "its files: a.css, b.css, c.css and 1 more",
  ],
  [
    { files: ["src/api/", "src/components/**"], title: "Wire it" },
    "general",
    "neither its files nor its words point at another domain",
  ],
  [
    { title: "Dead code", meantFor: "frontend_engineer" },
    "frontend",
    "it is meant for frontend_engineer",
  ],
  [
    { title: "Latest protests", text: "contestapi" },
    "general",
    "neither its files nor its words point at another domain",
  ],
])("%j is of the domain %s", (subject, domain, because) => {
  expect(route(about(subject))).toMatchObject({ domain, because });
});

test.each<[Rule, Partial<Subject>, string]>([
  [
    { domain: "backend", files: ["src/shop"], words: [] },
    { files: ["src/shop/cart.tsx"] },
    "src/shop/cart.tsx fits src/shop",
  ],
  [
    { domain: "backend", files: ["src/shop/**"], words: [] },
    { files: ["./src/shop/"] },
    "./src/shop/ fits src/shop/**",
  ],
  [
    { domain: "backend", files: [], words: ["check out"] },
    { title: "The CHECK-OUT" },
    'it says "check out"',
  ],
  [{ domain: "backend", files: [], words: ["前端"] }, { text: "实现前端页面" }, 'it says "前端"'],
])("the rule %j fits a task with %j", (rule, subject, why) => {
  expect(route(about(subject), [rule])).toMatchObject({
    domain: "backend",
    because: `rule 1 of the plan: ${why}`,
  });
});

test.each<[Rule, Partial<Subject>]>([
  [{ domain: "backend", files: ["src/shop/**"], words: [] }, { files: ["src/shopping/a.tsx"] }],
  [{ domain: "backend", files: [], words: ["cart", " "] }, { text: "cartoons of a page" }],
])("the rule %j does not fit a task with %j", (rule, subject) => {
  expect(route(about(subject), [rule])).toEqual(route(about(subject)));
});

test.each<[Partial<Subject>, string, string]>([
  [{}, "simple", "0 files, 0 criteria, 0 dependencies, 0 characters"],
  [
    { files: ["a", "b", "c", "a"], criteria: 3, dependencies: 1, text: "é".repeat(600) },
    "simple",
    "3 files, 3 criteria, 1 dependency, 600 characters",
  ],
  [{ files: ["a", "b", "c", "d"] }, "complex", "4 files (more than 3)"],
  [
    { criteria: 4, dependencies: 2 },
    "complex",
    "4 criteria (more than 3), 2 dependencies (more than 1)",
  ],
  [{ text: "🙂".repeat(601) }, "complex", "601 characters (more than 600)"],
])("%j is %s", (subject, complexity, becauseComplexity) => {
  expect(route(about(subject))).toMatchObject({ complexity, becauseComplexity });
});
