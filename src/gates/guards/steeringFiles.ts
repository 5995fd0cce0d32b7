/** Files that steer checks, unless the plan says which do: they configure tests, linters, compilers or CI. */
export const STEERING_FILES: readonly string[] = [
  ".github/{workflows,actions}/**",
  "{.circleci,.buildkite,.woodpecker,.husky}/**",
  "{.gitlab-ci.yml,.travis.yml,.drone.yml,azure-pipelines.yml,bitbucket-pipelines.yml,Jenkinsfile}",
  "{.pre-commit-config.yaml,lefthook.yml,sonar-project.properties}",
  "**/{Makefile,GNUmakefile,makefile,justfile,Justfile,Taskfile.yml,Taskfile.yaml}",
  "**/package.json",
  "**/{vitest,vite,jest,karma,ava,wdio,playwright,cypress,nyc,eslint,prettier,stylelint,babel}.config.*",
  "**/vitest.workspace.*",
  "**/{.npmrc,.yarnrc,.yarnrc.yml,.pnpmfile.cjs,bunfig.toml,deno.json,deno.jsonc,turbo.json,nx.json}",
  "**/{.mocharc,.nycrc,.c8rc,.taprc,.eslintrc,.eslintignore,.prettierrc,.prettierignore,.oxlintrc,.babelrc,.swcrc,.stylelintrc}{,.*}",
  "**/{biome.json,biome.jsonc,tslint.json,tsconfig.json,tsconfig.*.json,jsconfig.json}",
  "**/{pyproject.toml,pytest.ini,tox.ini,noxfile.py,setup.cfg,conftest.py,.coveragerc}",
  "**/{ruff.toml,.ruff.toml,.flake8,.pylintrc,mypy.ini,.mypy.ini,pyrightconfig.json}",
  "**/{.golangci.yml,.golangci.yaml,.golangci.toml,clippy.toml,.clippy.toml,rustfmt.toml,.rustfmt.toml}",
  "**/{phpunit.xml,phpunit.xml.dist,phpstan.neon,.rspec,.rubocop.yml,checkstyle.xml,detekt.yml}",
  "**/{gradlew,gradlew.bat,mvnw,mvnw.cmd,Rakefile,sitecustomize.py,.bazelrc}",
  "**/{.mvn,.cargo,node_modules}/**",
  "**/.config/nextest.toml",
  "**/{codecov.yml,.codecov.yml}",
];

/** Of these files only a part steers checks. */
export function steeringPart(path: string, text: string): string | undefined {
  if (/(^|\/)package\.json$/.test(path)) return ofPackage(text);
  if (/(^|\/)pyproject\.toml$/.test(path)) return ofPyproject(text);
  return undefined;
}

const MEMBERS = [
  "scripts",
  "jest",
  "mocha",
  "ava",
  "nyc",
  "c8",
  "tap",
  "eslintConfig",
  "prettier",
  "babel",
  "config",
];

/** A text that cannot be read is another than any that can. */
function ofPackage(text: string): string {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(MEMBERS.map((name) => value[name] ?? null));
  } catch {
    return text;
  }
}

const SECTION =
  /^\[+tool\.(?:pytest|coverage|ruff|mypy|pylint|flake8|black|isort|tox|nox|hatch\.envs|pyright|basedpyright|poe|taskipy|pdm\.scripts)\b/;

function ofPyproject(text: string): string {
  let isKept = false;
  const kept = text.split(/\r?\n/).filter((line) => {
    if (line.startsWith("[")) isKept = SECTION.test(line);
    return isKept && line.trim() !== "";
  });
  return kept.join("\n");
}
