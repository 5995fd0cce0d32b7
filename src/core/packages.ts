/** A kind of lock file, and what a fresh checkout that has one lacks. */
export interface Packages {
  readonly lock: string;
  /** Shell text that installs exactly what the lock file names. */
  readonly setup: string;
  /** Commands that need it to be installed. */
  readonly commands: readonly string[];
}

const NODE = ["npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx", "node"];
const PYTHON = ["pytest", "tox", "ruff", "mypy", "python", "python3"];

/** The first that fits counts. Cargo and Go fetch what they need by themselves. */
export const PACKAGES: readonly Packages[] = [
  { lock: "package-lock.json", setup: "npm ci", commands: NODE },
  { lock: "npm-shrinkwrap.json", setup: "npm ci", commands: NODE },
  { lock: "pnpm-lock.yaml", setup: "pnpm install --frozen-lockfile", commands: NODE },
  { lock: "yarn.lock", setup: "yarn install --frozen-lockfile", commands: NODE },
  { lock: "bun.lock", setup: "bun install --frozen-lockfile", commands: NODE },
  { lock: "bun.lockb", setup: "bun install --frozen-lockfile", commands: NODE },
  { lock: "uv.lock", setup: "uv sync --frozen", commands: [...PYTHON, "uv"] },
  { lock: "poetry.lock", setup: "poetry install", commands: [...PYTHON, "poetry"] },
  {
    lock: "requirements.txt",
    setup: "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
    commands: PYTHON,
  },
  { lock: "Gemfile.lock", setup: "bundle install", commands: ["bundle", "rspec", "rake"] },
  { lock: "composer.lock", setup: "composer install", commands: ["composer", "php", "phpunit"] },
];
