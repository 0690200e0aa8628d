import { isForPerson } from "@/lib/logs/logger.ts";
import { type Config, readConfig } from "@/lib/settings/config.ts";
import { mergeLayers, setByPeople } from "@/lib/settings/origins.ts";

/** Runs a tool and ends the process with what it answers; what goes wrong is printed and ends with `failureCode`. */
export async function runTool(tool: () => Promise<number>, failureCode = 1): Promise<never> {
  try {
    Deno.exit(await tool());
  } catch (error) {
    // deno-lint-ignore no-console -- a tool talks to the person who started it
    console.error(isForPerson(error) ? error.message : error);
    Deno.exit(failureCode);
  }
}

/** The settings as the program reads them: from the environment, then `.env`. */
export function readSettings(): Config {
  return readConfig(mergeLayers(setByPeople()));
}
