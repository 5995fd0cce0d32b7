import type { Domain } from "../../core/routing.ts";

type Special = Exclude<Domain, "general">;

interface Signs {
  readonly domain: Special;
  /** The name of the file, in small letters. */
  readonly name: RegExp;
  /** Folders by their names. */
  readonly folders: readonly string[];
}

/** The first whose name fits has it: a test of a page is a test. */
const SIGNS: readonly Signs[] = [
  {
    domain: "testing",
    name: /[._-](?:test|spec|cy|e2e)s?\.\w+$|^test_.+\.py$|\w(?:tests?|spec)\.(?:java|kt|cs|swift|scala)$|^conftest\.py$|^(?:vitest|jest|playwright|cypress|karma)\.config\.\w+$/,
    folders: ["test", "tests", "__tests__", "e2e", "cypress", "playwright", "__mocks__"],
  },
  {
    domain: "deployment",
    name: /^(?:dockerfile.*|.+\.dockerfile|\.dockerignore|(?:docker-)?compose[\w.-]*\.ya?ml|\.gitlab-ci\.ya?ml|jenkinsfile|procfile|fly\.toml|vercel\.json|netlify\.toml|nginx\.conf|.+\.(?:tf|tfvars))$/,
    folders: [
      "workflows",
      "k8s",
      "kubernetes",
      "helm",
      "charts",
      "deploy",
      "deployment",
      "deployments",
      "infra",
      "infrastructure",
      "terraform",
      "ansible",
      "docker",
    ],
  },
  {
    domain: "frontend",
    name: /\.(?:tsx|jsx|vue|svelte|astro|css|scss|sass|less|styl|html)$/,
    folders: [
      "components",
      "pages",
      "views",
      "ui",
      "frontend",
      "client",
      "web",
      "styles",
      "layouts",
      "widgets",
    ],
  },
  {
    domain: "backend",
    name: /\.(?:sql|prisma|proto|graphql)$/,
    folders: [
      "server",
      "backend",
      "api",
      "routes",
      "controllers",
      "services",
      "models",
      "migrations",
      "db",
      "database",
      "middleware",
      "repositories",
      "handlers",
    ],
  },
];

/** Languages in which hardly anything but the backend is written. */
const SERVER_SIDE = /\.(?:py|go|rs|java|kt|rb|php|cs|ex|exs|erl|scala)$/;

/** The domain of a file by its path; undefined where that tells nothing. */
export function domainOfFile(path: string): Special | undefined {
  const steps = path
    .toLowerCase()
    .split("/")
    .filter((each) => each !== "" && each !== "." && !/^\*+$/.test(each));
  const name = steps.at(-1) ?? "";
  const [testing] = SIGNS;
  if (steps.some((step) => testing!.folders.includes(step))) return "testing";
  const named = SIGNS.find((each) => each.name.test(name));
  if (named) return named.domain;
  // The nearest folder says most: `web/api` is an API.
  for (const step of steps.toReversed()) {
    const signs = SIGNS.find(({ folders }) => folders.includes(step));
    if (signs) return signs.domain;
  }
  return SERVER_SIDE.test(name) ? "backend" : undefined;
}
