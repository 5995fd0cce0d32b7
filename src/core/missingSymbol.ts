/** Packages of Python that projects rather install than have by such a name themselves. */
const PYTHON_PACKAGES = new Set(
  "_pytest aiohttp attr bs4 celery click cryptography dateutil django dotenv fastapi flask freezegun httpx hypothesis jinja2 matplotlib mock numpy pandas PIL pluggy psycopg psycopg2 pydantic pytest pytest_asyncio pytest_mock redis requests responses scipy setuptools sklearn sqlalchemy starlette tensorflow torch tox typer yaml".split(
    " ",
  ),
);

/** By which errors tell of a name that is not there; the first group is a module's name where there is one. */
const SIGNS: readonly RegExp[] = [
  /ModuleNotFoundError: No module named '([^']+)'/,
  /Cannot find (?:module|package) ['"]([^'"]+)['"]/,
  /Failed to (?:resolve import|load url) "?([^\s"]+)"?/,
  /[Mm]odule '"?([^'"]+)"?' (?:does not provide an export named|has no exported member)/,
  /ImportError: cannot import name '\w+' from (?:partially initialized module )?'[^']+'(?: \((.*)\))?/,
  /LoadError:?\s+cannot load such file -- (\S+)/,
  /(?:ReferenceError(?: \[\w+\])?:|error: ['"]).* is not defined/,
  /(?:TypeError(?: \[\w+\])?:|error: ['"]).* is not a (?:function|constructor)/,
  /(?:TypeError(?: \[\w+\])?:|error: ['"]) ?Cannot read propert(?:y|ies) .*of undefined/,
  /NameError: name '.*' is not defined/,
  /AttributeError: .* has no attribute /,
  /TypeError: .*(?:unexpected keyword argument|positional arguments? but|missing \d+ required)/,
  /NameError: ?\s*(?:uninitialized constant|undefined local variable)/,
  /NoMethodError: ?\s*undefined method/,
  /uninitialized constant \S+|undefined (?:local variable or )?method [`']/,
  /Call to undefined (?:function|method)|(?:Class|Interface|Trait) "[^"]+" not found/,
];

/** Whether an error tells of a name of the project's own that is not there; packages that are not installed are not meant. */
export function isMissingSymbol(text: string): boolean {
  for (const sign of SIGNS) {
    const found = sign.exec(text);
    if (found)
      return found[1] === undefined || isOwn(found[1], sign === SIGNS[0] || sign === SIGNS[5]);
  }
  return false;
}

/** Modules of Python and Ruby have no path by which one's own could be told from packages. */
function isOwn(name: string, plain: boolean): boolean {
  if (/[\\/](?:node_modules|site-packages|dist-packages|gems)[\\/]/.test(name)) return false;
  if (plain) return !PYTHON_PACKAGES.has(name.split(".")[0]!) && !/^(?:rspec|bundler)\b/.test(name);
  return /^(?:\.|[@~]?\/|#|src\/|[a-z]:[\\/]|file:)/i.test(name) || name.endsWith(".py");
}
