import { clearDetails } from "./clear.ts";
import { listDetails } from "./list.ts";
import { mirrorDetails } from "./mirror.ts";
import type { DetailsKeeper } from "./port.ts";

/** Sees to details in the folders of attempts on this machine. */
export const detailsKeeper = (): DetailsKeeper => ({
  async list(order) {
    const { files, notes } = await listDetails(order);
    return { files, kept: "kept", ...(notes.length > 0 ? { notes } : {}) };
  },
  clear: clearDetails,
  mirror: mirrorDetails,
});
