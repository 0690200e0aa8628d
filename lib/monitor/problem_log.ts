import type { Logger } from "@/lib/logs/get_logger.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "@/lib/sources/source.ts";

/** Logs a failing source once when it begins to fail, once a new reason, and once when it answers again. */
export class ProblemLog {
  readonly #failing = new Map<SourceName, string>();

  constructor(private readonly log: Logger) {}

  failed({ source, error }: { source: SourceName; error: unknown }): void {
    if (!(error instanceof SourceError)) {
      this.log.error("A check of {source} failed: {error}", { source, error });
      return;
    }
    if (this.#failing.get(source) === error.message) return;
    this.#failing.set(source, error.message);
    this.log.warn("No prices from {source}: {reason}", { source, reason: error.message });
  }

  answered(source: SourceName): void {
    if (this.#failing.delete(source)) this.log.info("{source} answers again", { source });
  }
}
