import { parseEnv } from "node:util";
import { ConfigError } from "./config.ts";

/** The settings in `.env` of the working directory; none when there is no such file. */
export function dotEnv(): Record<string, string | undefined> {
  try {
    return parseEnv(Deno.readTextFileSync(".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw new ConfigError(`Cannot read .env: ${String(error)}; it must be a readable file`);
  }
}
