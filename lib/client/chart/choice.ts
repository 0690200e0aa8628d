import { effect, type ReadonlySignal } from "@preact/signals";
import { toBase } from "@/lib/client/base_path.ts";
import { type ChartChoice, choiceCookie } from "@/lib/protocol/charts.ts";

/**
 * The address says what is chosen, so that a reload or a friend sees the same; this browser remembers it. Returns how
 * to stop.
 */
export function keepChoice(
  choice: ReadonlySignal<ChartChoice>,
  isWide: ReadonlySignal<boolean>,
): () => void {
  return effect(() => {
    const chosen = choice.value;
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(chosen)) url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
    document.cookie = choiceCookie(chosen, isWide.value, toBase("/"));
  });
}
