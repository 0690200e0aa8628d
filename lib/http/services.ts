import type { AuditLog } from "@/lib/audit/audit_log.ts";
import type { Config } from "@/lib/config.ts";
import type { CommandContext } from "@/lib/commands/command.ts";
import type { RunCommand } from "@/lib/commands/run_command.ts";
import type { Hub } from "@/lib/live/hub.ts";
import type { Snapshot, Status } from "@/lib/live/protocol.ts";

/** The running program as routes and pages see it. */
export interface Services extends Pick<CommandContext, "store" | "now"> {
  readonly config: Config;
  readonly hub: Hub;
  readonly auditLog: Pick<AuditLog, "path" | "newestId">;
  readonly run: RunCommand;
  status(): Status;
  /** Everything a page needs to be complete before any script runs. */
  snapshot(): Snapshot;
  /** Whether checks end in time; false when none has for three intervals. */
  isHealthy(): boolean;
  /** Told of errors that are the program's fault. */
  onError(error: unknown): void;
}
