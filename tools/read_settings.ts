import { type Config, readConfig } from "@/lib/config.ts";
import { dotEnv } from "@/lib/dot_env.ts";

/** The settings as the program reads them: from the environment, then `.env`. */
export function readSettings(): Config {
  return readConfig({ ...dotEnv(), ...Deno.env.toObject() });
}
