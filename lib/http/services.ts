import type { AuditLog } from "@/lib/audit/audit_log.ts";
import type { Config } from "@/lib/config.ts";
import type { CommandContext } from "@/lib/commands/command.ts";
import type { RunCommand } from "@/lib/commands/run_command.ts";
import type { Hub } from "@/lib/live/hub.ts";
import type { Snapshot, Status } from "@/lib/live/protocol.ts";
import type { SettingOrigins } from "@/lib/setting_origins.ts";
import type { StorageFacts } from "@/lib/live/answers.ts";

/** The running program as routes and pages see it. */
export interface Services extends Pick<CommandContext, "store" | "now"> {
  readonly config: Config;
  /** Where each setting's value is from. */
  readonly origins: SettingOrigins;
  readonly hub: Hub;
  readonly auditLog: Pick<AuditLog, "path" | "newestId" | "mentions">;
  readonly run: RunCommand;
  status(): Status;
  /** How much is on the disk; known for up to a minute. */
  storage(): Promise<StorageFacts>;
  /** Everything a page needs to be complete before any script runs. */
  snapshot(): Snapshot;
  /** Whether checks end in time; false when none has for three intervals. */
  isHealthy(): boolean;
  /** Told of errors that are the program's fault. */
  onError(error: unknown): void;
}
