import { matchesGlob } from "../../core/glob.ts";
import { DOMAINS } from "../../core/routing.ts";
import type { Domain } from "../../core/routing.ts";
import { domainOfFile } from "./ofFile.ts";
import type { Finding, Rule, Subject } from "./subject.ts";
import { Words } from "./text.ts";
import { VOCABULARY } from "./vocabulary.ts";

type Found = Finding<Domain>;

const SPECIAL = DOMAINS.filter((each) => each !== "general");

/**
 * The domain of a task: its own word, else whom it is meant for, else the first of the plan's rules that fits, else what
 * its files are, else what its title and then its text say, else `general`. The order of its files means nothing.
 */
export function domainOf(subject: Subject, rules: readonly Rule[]): Found {
  const { domain } = subject;
  if (domain) return { is: domain, because: "the task says so" };
  const said = new Words(`${subject.title}\n${subject.text}`);
  return (
    byName(subject.meantFor) ??
    byRules(subject, said, rules) ??
    byFiles(subject.files) ??
    byWords(subject) ?? {
      is: "general",
      because: "neither its files nor its words point at another domain",
    }
  );
}

function byRules({ files }: Subject, said: Words, rules: readonly Rule[]): Found | undefined {
  for (const [index, rule] of rules.entries()) {
    const because = (what: string): Found => ({
      is: rule.domain,
      because: `rule ${index + 1} of the plan: ${what}`,
    });
    for (const glob of rule.files) {
      const file = [...files].sort().find((each) => isAbout(each, glob));
      if (file !== undefined) return because(`${file} fits ${glob}`);
    }
    const word = rule.words.find((each) => said.indexOf(each) >= 0);
    if (word !== undefined) return because(`it says ${JSON.stringify(word)}`);
  }
  return undefined;
}

/** A glob that names a folder stands for all that is in it, as it does in scopes. */
function isAbout(file: string, glob: string): boolean {
  const plain = (text: string): string => text.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  const [path, wanted] = [plain(file), plain(glob)];
  const folder = wanted.replace(/\/\*\*$/, "");
  return [wanted, folder, `${folder}/**`].some((each) => matchesGlob(path, each));
}

/** `l2-frontend-specialist`, `backend_engineer`: somebody who is not here, and whose name says what the task is. */
function byName(name: string | undefined): Found | undefined {
  const said = new Words(name ?? "");
  const found = SPECIAL.filter((each) => said.indexOf(each) >= 0 || said.indexOf(SHORT[each]) >= 0);
  if (found.length !== 1) return undefined;
  return { is: found[0]!, because: `it is meant for ${name}` };
}

const SHORT: Readonly<Record<Exclude<Domain, "general">, string>> = {
  frontend: "front end",
  backend: "back end",
  testing: "test",
  deployment: "devops",
};

/** Most of the files that tell anything. Tests count only where there is nothing else: code comes with its tests. */
function byFiles(files: readonly string[]): Found | undefined {
  const told = files.flatMap((file) => {
    const domain = domainOfFile(file);
    return domain ? [{ file, domain }] : [];
  });
  const work = told.filter(({ domain }) => domain !== "testing");
  const counted = work.length > 0 ? work : told;
  const counts = SPECIAL.map((domain) => counted.filter((each) => each.domain === domain));
  const most = Math.max(...counts.map((each) => each.length));
  const leading = counts.filter((each) => each.length === most);
  if (most === 0 || leading.length > 1) return undefined;
  const [of] = leading;
  return { is: of![0]!.domain, because: `its files: ${listed(of!.map(({ file }) => file))}` };
}

const SHOWN = 3;

function listed(files: readonly string[]): string {
  const sorted = [...files].sort();
  const more = sorted.length - SHOWN;
  return `${sorted.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The title has the first word; where it points at several domains alike, all of the text, then what is said first. */
function byWords({ title, text }: Subject): Found | undefined {
  const inTitle = wordsOf(title);
  const all = wordsOf(`${title}\n${text}`);
  const clear = leader(inTitle) ?? leader(all);
  if (clear) {
    const where = leader(inTitle) ? "title" : "text";
    return { is: clear.domain, because: `its ${where} says ${quotedList(clear.words)}` };
  }
  const most = all.filter((each) => each.words.length > 0 && each.words.length === mostOf(all));
  const [first] = most.sort((a, b) => a.at - b.at);
  return first && { is: first.domain, because: `its text says ${quotedList(first.words)} first` };
}

interface Said {
  readonly domain: Domain;
  readonly words: readonly string[];
  /** Where the first of them stands. */
  readonly at: number;
}

function wordsOf(text: string): readonly Said[] {
  const said = new Words(text);
  return SPECIAL.map((domain) => {
    const found = VOCABULARY[domain]
      .map((word) => ({ word, at: said.indexOf(word) }))
      .filter(({ at }) => at >= 0);
    return {
      domain,
      words: found.map(({ word }) => word),
      at: Math.min(...found.map(({ at }) => at)),
    };
  });
}

const mostOf = (said: readonly Said[]): number =>
  Math.max(...said.map(({ words }) => words.length));

function leader(said: readonly Said[]): Said | undefined {
  const leading = said.filter(({ words }) => words.length === mostOf(said));
  return leading.length === 1 ? leading[0] : undefined;
}

const quotedList = (words: readonly string[]): string =>
  words
    .slice(0, SHOWN)
    .map((each) => JSON.stringify(each))
    .join(", ");
