import { parseEnv } from "node:util";
import { ConfigError } from "./config.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";

/** The settings in a file such as `.env` of the working directory; none when there is no such file. */
export function dotEnv(path = ".env"): Record<string, string | undefined> {
  const bytes = readIfThere(path);
  const decoded = decodeText(bytes ?? new Uint8Array());
  if (decoded.ok) return parseEnv(decoded.text);
  throw new ConfigError(`Cannot read .env: it ${decoded.problem}; save it as UTF-8`);
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ConfigError(`Cannot read .env: ${String(error)}; it must be a readable file`);
  }
}
