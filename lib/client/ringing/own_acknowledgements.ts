import { signal } from "@preact/signals";
import { keep, recall } from "@/lib/client/preferences.ts";

const STORAGE_KEY = "acknowledged-here";
/** More than the log shows on a page are not worth their room. */
const MOST = 200;

/** Ids of the fires that were acknowledged in this tab. */
export const ownAcknowledgements = signal<ReadonlySet<string>>(new Set());

/** Notes what the person in front of this screen acknowledged. */
export function noteOwnAcknowledgements(fireIds: readonly string[]): void {
  const ids = [...new Set([...ownAcknowledgements.peek(), ...fireIds])].slice(-MOST);
  ownAcknowledgements.value = new Set(ids);
  keep("tab", STORAGE_KEY, ids.join(" "));
}

/** Takes over what this tab noted on the page before. */
export function recallOwnAcknowledgements(): void {
  const ids = recall("tab", STORAGE_KEY)?.split(" ") ?? [];
  if (ids.length > 0) ownAcknowledgements.value = new Set([...ids, ...ownAcknowledgements.peek()]);
}
