/** A kind of lock file, and what a fresh checkout that has one lacks. */
export interface Packages {
  readonly lock: string;
  /** Shell text that installs exactly what the lock file names. */
  readonly setup: string;
  /** Commands that are of little use before that. */
  readonly commands: readonly string[];
}

const NODE = ["npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx"];
const PYTHON = ["pytest", "tox", "ruff", "mypy"];

/** The first that fits counts. Cargo and Go fetch what they need by themselves. */
export const PACKAGES: readonly Packages[] = [
  { lock: "package-lock.json", setup: "npm ci", commands: NODE },
  { lock: "npm-shrinkwrap.json", setup: "npm ci", commands: NODE },
  { lock: "pnpm-lock.yaml", setup: "pnpm install --frozen-lockfile", commands: NODE },
  { lock: "yarn.lock", setup: "yarn install --frozen-lockfile", commands: NODE },
  { lock: "bun.lock", setup: "bun install --frozen-lockfile", commands: NODE },
  { lock: "bun.lockb", setup: "bun install --frozen-lockfile", commands: NODE },
  { lock: "uv.lock", setup: "uv sync --frozen", commands: PYTHON },
  { lock: "poetry.lock", setup: "poetry install", commands: [...PYTHON, "poetry"] },
  {
    lock: "requirements.txt",
    setup: "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
    commands: PYTHON,
  },
  { lock: "Gemfile.lock", setup: "bundle install", commands: ["bundle", "rspec", "rake"] },
  { lock: "composer.lock", setup: "composer install", commands: ["phpunit"] },
];

/** Whether a shell text installs packages itself. */
export const installs = (text: string): boolean =>
  /\b(?:npm (?:ci|i|install)|(?:pnpm|yarn|bun|poetry|bundle|composer|pip3?) (?:i|install)|uv (?:sync|run|pip))\b/.test(
    text,
  );

/** What to add to a plan, so that a fresh checkout has the packages. @param hasWorkspace whether the plan has a `workspace` */
export const setupAdvice = ({ setup }: Packages, hasWorkspace: boolean): string =>
  hasWorkspace
    ? `add \`setup: ${setup}\` to the plan's \`workspace\``
    : `add \`workspace: { mode: inplace, setup: "${setup}" }\` to the plan`;
