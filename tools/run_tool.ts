import { isForPerson } from "@/lib/for_person.ts";

/** Runs a tool and ends the process with what it answers; what goes wrong is told and ends with `failureCode`. */
export async function runTool(tool: () => Promise<number>, failureCode = 1): Promise<never> {
  try {
    Deno.exit(await tool());
  } catch (error) {
    // deno-lint-ignore no-console -- a tool talks to the person who started it
    console.error(isForPerson(error) ? error.message : error);
    Deno.exit(failureCode);
  }
}
