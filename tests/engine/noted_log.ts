import type { Logger } from "@/lib/logs/logger.ts";

type Said = Readonly<Record<string, unknown>>;

/** A log that keeps its lines as they would be read, each after its level. */
export class NotedLog {
  readonly lines: string[] = [];
  readonly log: Pick<Logger, "info" | "warn" | "error">;

  constructor() {
    const note = (level: string) => (message: string, said: Said = {}) => {
      const text = message.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(said[name]));
      this.lines.push(`${level}: ${text}`);
    };
    this.log = { info: note("info"), warn: note("warn"), error: note("error") } as typeof this.log;
  }

  /** The lines since this was last asked. */
  take(): string[] {
    return this.lines.splice(0);
  }
}
