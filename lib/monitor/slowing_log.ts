import { durationWords } from "@/lib/live/duration_words.ts";
import type { SourceStatus } from "@/lib/live/protocol.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import type { SourceName } from "@/lib/market/source_name.ts";

export interface SlowingLogOptions {
  readonly log: Pick<Logger, "info">;
  readonly intervalMs: number;
}

/** Says in the log, once, that a source is asked less often than every check, and when it is again. */
export class SlowingLog {
  readonly #slowed = new Set<SourceName>();

  constructor(private readonly options: SlowingLogOptions) {}

  look(sources: readonly Pick<SourceStatus, "name" | "budget">[]): void {
    for (const { name, budget } of sources) {
      const slowedToMs = budget?.slowedToMs ?? null;
      if (this.#slowed.has(name) === (slowedToMs !== null)) continue;
      if (slowedToMs === null) this.#tellEnd(name);
      else this.#tellBegin(name, slowedToMs, budget?.limit, budget?.per);
    }
  }

  #tellBegin(name: SourceName, slowedToMs: number, limit?: number, per?: string): void {
    this.#slowed.add(name);
    this.options.log.info(
      "{source} is asked every {span} instead of every {usual}: its {limit} calls a {per} would run out",
      {
        source: SOURCE_LABELS[name],
        span: durationWords(slowedToMs),
        usual: durationWords(this.options.intervalMs),
        ...{ limit, per },
      },
    );
  }

  #tellEnd(name: SourceName): void {
    this.#slowed.delete(name);
    this.options.log.info("{source} is asked every {usual} again", {
      source: SOURCE_LABELS[name],
      usual: durationWords(this.options.intervalMs),
    });
  }
}
