import type { PairTrouble } from "./pair_trouble.ts";
import { RENAMED_COINS } from "./renamed_coins.ts";

/** The trouble of a pair with this base asset; where that has a new name, the name is the reason. */
export function withNewName(trouble: PairTrouble, base: string): PairTrouble {
  const renamedTo = RENAMED_COINS.get(base);
  if (renamedTo === undefined || trouble.kind === "renamed") return trouble;
  const reason = `${base} is called ${renamedTo} now: ${trouble.reason}`;
  return { kind: "renamed", reason, renamedTo };
}
