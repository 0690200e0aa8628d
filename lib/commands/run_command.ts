import type { FrameData } from "@/lib/live/protocol.ts";
import type { Cause } from "@/lib/store/cause.ts";
import { StoreFailedError } from "@/lib/store/store_failed_error.ts";
import type { CommandContext } from "./command.ts";
import { type CommandName, COMMANDS } from "./commands.ts";
import { Refusal } from "./refusal.ts";

export type CommandAnswer<N extends CommandName = CommandName> = FrameData[
  typeof COMMANDS[N]["answer"]
];

/** Carries out one command. @throws {Refusal} when it cannot be done; then nothing has changed */
export type RunCommand = (
  name: CommandName,
  input: unknown,
  cause: Cause,
) => Promise<CommandAnswer>;

/** What makes the store grow for good. All else goes on with a full disk: some of it makes room. */
const GROWING: ReadonlySet<CommandName> = new Set<CommandName>([
  "add_pair",
  "add_alarm",
  "add_alarms",
  "import_alarms",
  "test_alarm",
]);

/** Commands over `/ws` and `/api` all pass here. */
export function commandRunner(context: CommandContext): RunCommand {
  return async (name, input, cause) => {
    const diskProblem = GROWING.has(name) ? context.diskProblem?.() ?? null : null;
    if (diskProblem !== null) throw new Refusal("disk_full", diskProblem);
    try {
      return await COMMANDS[name].execute(input, context, cause);
    } catch (error) {
      if (error instanceof StoreFailedError) throw new Refusal("store_unavailable", error.message);
      throw error;
    }
  };
}
