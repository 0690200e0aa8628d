/** How long something is kept: for the tab, across its pages; or for the browser, until it is cleared. */
export type Keeping = "tab" | "browser";

/** What was kept under this name; null when nothing was, or the browser refuses storage (private windows, blocked cookies). */
export function recall(keeping: Keeping, key: string): string | null {
  try {
    return storageOf(keeping).getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text; where the browser refuses storage it is lost with the page. */
export function keep(keeping: Keeping, key: string, text: string): void {
  try {
    storageOf(keeping).setItem(key, text);
  } catch {
    // The page goes on with what it has in memory.
  }
}

function storageOf(keeping: Keeping): Storage {
  return keeping === "tab" ? sessionStorage : localStorage;
}
