import type { Bar } from "@/lib/market/bar.ts";
import { SourceError } from "./source.ts";
import type { Stretch } from "./source_bars.ts";

/** Bars of the pages that were answered, and where that ended. */
export interface Collected {
  readonly bars: readonly Bar[];
  /** Everything before this moment was answered; infinite when all of it was. */
  readonly answeredTo: number;
  readonly problem: string | null;
}

/**
 * Asks for page after page, oldest first. What was answered counts, also when a later page fails.
 * @throws {SourceError} not even the first page was answered
 */
export async function collectPages(
  pages: Iterable<Stretch>,
  ask: (page: Stretch) => Promise<readonly Bar[]>,
): Promise<Collected> {
  const bars: Bar[] = [];
  let answered = false;
  for (const page of pages) {
    try {
      bars.push(...await ask(page));
      answered = true;
    } catch (error) {
      if (!answered || !(error instanceof SourceError)) throw error;
      return { bars, answeredTo: page.from, problem: error.message };
    }
  }
  return { bars, answeredTo: Infinity, problem: null };
}
