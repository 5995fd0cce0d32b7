import { gitFields } from "./git.ts";

/** Whom a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Nobody's: where nothing says whose commits are. */
export const NEUTRAL: Identity = { name: "pawl", email: "pawl@localhost" };

/** Whom commits are by in a repository: who is given, else whom git is configured to; undefined where that is nobody. */
export async function identityOf(cwd: string, given?: Identity): Promise<Identity | undefined> {
  if (given) return given;
  const args = ["config", "-z", "--get-regexp", String.raw`^(user|author)\.(name|email)$`];
  const settings = new Map<string, string>();
  for (const each of await gitFields(args, { cwd, maySayNo: true })) {
    const [key, ...value] = each.split("\n");
    settings.set(key!, value.join(" ").trim());
  }
  const name = settings.get("author.name") || settings.get("user.name");
  const email = settings.get("author.email") || settings.get("user.email");
  return name && email ? { name, email } : undefined;
}

/** The environment in which git commits as somebody. @param date as git writes it: seconds since 1970 and the zone */
export const identityEnv = ({ name, email }: Identity, date?: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
  ...(date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }),
});
