/** A text as a TOML basic string. */
export const tomlText = (text: string): string =>
  // JSON escapes what TOML wants escaped, but for DEL; half a surrogate pair is no text to TOML.
  JSON.stringify(text.replace(/\p{Surrogate}/gu, "\uFFFD")).replaceAll("\u007F", "\\u007F");

export const tomlList = (texts: readonly string[]): string => `[${texts.map(tomlText).join(",")}]`;
