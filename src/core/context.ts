import { ALL_OTHERS, givenWindow, knownWindow } from "./contextWindows.ts";
import type { Usage } from "./usage.ts";

/** What is done where a session, or a prompt, takes up much of what its model has room for. */
export interface ContextPolicy {
  /** Share of the window, from 0 to 1, above which something is said and `on` is done. */
  readonly checkpoint: number;
  /** Share above which a session is made compact whatever `on` says; not below `checkpoint`. */
  readonly compact: number;
  /** `pause`: a person is asked to resume; `compact`: the session is made compact; `continue`: it is only said. */
  readonly on: "pause" | "compact" | "continue";
  /** Tokens that models have room for, by their names or patterns with `*`: over what is known; `*`: of all others. */
  readonly windows: Readonly<Record<string, number>>;
}

export const CONTEXT_DEFAULTS: ContextPolicy = {
  checkpoint: 0.7,
  compact: 0.8,
  on: "continue",
  windows: {},
};

/** What was done at a checkpoint. `none`: it is not known how full the window is. */
export type ContextAction = "none" | "warned" | "paused" | "compacted";

/** How full a session is, or would be. */
export interface Measured {
  /** Left out where the agent does not tell. */
  readonly tokens?: number;
  /** The model whose window it is; left out where none is named. */
  readonly model?: string;
  /** Tokens; left out where that of the model is not known. */
  readonly window?: number;
  /** Tokens over window, to three places; left out where one of them is not known. */
  readonly share?: number;
  /** No agent has told these tokens: they are those of a prompt that is about to be sent, by the length of its text. */
  readonly estimated?: true;
}

/**
 * @param planned the model that the plan names for the attempt
 * @param told what the agent has told of the session, or of an earlier one
 */
export function measure(
  policy: ContextPolicy,
  tokens: number | undefined,
  planned: string | undefined,
  told: Usage | undefined,
): Measured {
  const known = isOfAnother(planned, told) ? undefined : told;
  const models = namesOf(planned, known);
  const { model = models[0], window } = windowOf(policy, models, known);
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(model === undefined ? {} : { model }),
    ...(window === undefined ? {} : { window }),
    ...(tokens === undefined || window === undefined
      ? {}
      : { share: Math.round((tokens / window) * 1000) / 1000 }),
  };
}

/** What was told is of another model than the attempt will have. `sonnet` and `claude-sonnet-4-5` may be the same. */
const isOfAnother = (planned: string | undefined, told: Usage | undefined): boolean =>
  planned !== undefined &&
  told !== undefined &&
  told.models.length > 0 &&
  !told.models.some(({ model }) => model.includes(planned) || planned.includes(model));

/** What the plan says of it, then what the agent says, then what is known of the model, then what the plan says of all. */
function windowOf(
  { windows }: ContextPolicy,
  models: readonly string[],
  told: Usage | undefined,
): { readonly model?: string; readonly window?: number } {
  for (const model of models) {
    const window = givenWindow(windows, model);
    if (window !== undefined) return { model, window };
  }
  if (told?.contextWindow !== undefined) return { window: told.contextWindow };
  for (const model of models) {
    const window = knownWindow(model);
    if (window !== undefined) return { model, window };
  }
  const window = windows[ALL_OTHERS];
  return window === undefined ? {} : { window };
}

/** Names that the model of a session may have: as the plan names it, then as the agent did, most used first. */
const namesOf = (planned: string | undefined, told: Usage | undefined): readonly string[] => [
  ...(planned === undefined ? [] : [planned]),
  ...(told?.models ?? [])
    .toSorted((a, b) => b.inputTokens - a.inputTokens)
    .map((each) => each.model),
];

/**
 * About how many tokens a text has: four characters of ASCII are one, of all others each is one. Rather too many than
 * too few for prose; code and rare scripts may take more.
 */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let others = 0;
  for (const character of text)
    if (character.codePointAt(0)! < 0x80) ascii++;
    else others++;
  return Math.ceil(ascii / 4) + others;
}
