import { parseEnv } from "node:util";

/** The settings in `.env` of the working directory; none when there is no such file. */
export function dotEnv(): Record<string, string | undefined> {
  try {
    return parseEnv(Deno.readTextFileSync(".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
