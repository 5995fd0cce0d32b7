import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import { pathIn } from "../../../test/github/description.ts";
import type { Description, Matched } from "../../../test/github/description.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object }>
  >;
}

interface Published {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly examples: Readonly<Record<string, { readonly value: object }>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

/** GitHub's own description of its REST API: what a request must be, and what an answer is. */
export class OpenApi implements Description {
  readonly #description: Published;
  readonly #ajv = new Ajv({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    coerceTypes: false,
  });
  readonly #made = new Map<string, ValidateFunction>();

  constructor() {
    const path = createRequire(import.meta.url).resolve(
      "@octokit/openapi/generated/api.github.com.json",
    );
    this.#description = withNulls(JSON.parse(readFileSync(path, "utf8"))) as Published;
    this.#ajv.addSchema(this.#description, "gh");
  }

  /** A value of GitHub's own examples, to be changed at will. */
  example(name: string): object {
    return structuredClone(this.#description.components.examples[name]!.value);
  }

  /** The operation that a request is for, of those in `templates`. */
  match(method: string, path: string, templates: readonly string[]): Matched | undefined {
    for (const template of templates) {
      const found = pathIn(template, path);
      const has = this.#description.paths[template]?.[method.toLowerCase()];
      if (found && has) return { template, method: method.toLowerCase(), path: found };
    }
    return undefined;
  }

  /** What is wrong with a request, going by the description. */
  problemsOfRequest(matched: Matched, query: URLSearchParams, body: unknown): string[] {
    const operation = this.#operation(matched);
    const parameters = (operation.parameters ?? []).map((each) => this.#parameter(each));
    const problems = [...query.keys()]
      .filter((key) => !parameters.some((each) => each.in === "query" && each.name === key))
      .map((key) => `no parameter ${key}`);
    for (const each of parameters) {
      const text =
        each.in === "path" ? matched.path[each.name] : (query.get(each.name) ?? undefined);
      if (text === undefined) {
        if (each.required) problems.push(`${each.name} is missing`);
        continue;
      }
      const validate = this.#validator(JSON.stringify(each.schema), each.schema);
      // Whether it is a number only the schema knows.
      const fits = [text, Number(text)].some((value) => {
        validate(value);
        return !validate.errors;
      });
      if (!fits) problems.push(`${each.name}: ${text}`);
    }
    if (operation.requestBody) {
      problems.push(...this.#check(body, this.#pointer(matched, "requestBody")));
      problems.push(...this.#unknownMembers(body, matched));
    } else if (body !== undefined) problems.push("a body, and none is expected");
    return problems;
  }

  /** What is wrong with an answer of ours. */
  problemsOfAnswer(matched: Matched, status: number, body: unknown): string[] {
    const response = this.#operation(matched).responses[String(status)];
    if (!response) return [`${matched.method} ${matched.template} never answers ${status}`];
    if (response.$ref !== undefined || !response.content) return [];
    return this.#check(body, this.#pointer(matched, "responses", String(status)));
  }

  /** The description lets anything else be sent as well; nothing else has a meaning. */
  #unknownMembers(body: unknown, matched: Matched): string[] {
    const schema = JSON.stringify(this.#operation(matched).requestBody);
    return Object.keys(body ?? {})
      .filter((key) => !schema.includes(`"${key}":{`))
      .map((key) => `no member ${key}`);
  }

  #operation(matched: Matched): Operation {
    return this.#description.paths[matched.template]![matched.method]!;
  }

  #parameter(given: Parameter | { readonly $ref: string }): Parameter {
    if (!("$ref" in given)) return given;
    return this.#description.components.parameters[given.$ref.split("/").at(-1)!]!;
  }

  #pointer({ template, method }: Matched, ...more: string[]): string {
    const steps = ["paths", template, method, ...more, "content", "application/json", "schema"];
    return `gh#/${steps.map((each) => encodeURIComponent(each.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
  }

  #check(value: unknown, pointer: string): string[] {
    const validate = this.#validator(pointer, { $ref: pointer });
    if (validate(value)) return [];
    return (validate.errors ?? []).map((each) => `${each.instancePath}: ${each.message}`);
  }

  #validator(key: string, schema: object): ValidateFunction {
    const made = this.#made.get(key) ?? this.#ajv.compile(schema);
    this.#made.set(key, made);
    return made;
  }
}

/** `nullable` without a type, which OpenAPI has and JSON Schema does not, in the words of JSON Schema. */
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNulls);
  if (value === null || typeof value !== "object") return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withNulls(each)]),
  );
  if (nullable !== true) return nullable === undefined ? rest : { ...rest, nullable };
  return { anyOf: [rest, { type: "null" }] };
}
