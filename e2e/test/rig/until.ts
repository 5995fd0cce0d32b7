/**
 * Waits until something holds; throws with what was waited for when it takes too long. What it looks at may be all
 * processes of the machine, and the model server answers in this process: so it looks seldom.
 */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; !isSo(holds);) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What it looks at may not be there yet. */
function isSo(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}
