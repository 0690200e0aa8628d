import { parseArgs, parseEnv } from "node:util";
import type { SettingOrigin } from "@/lib/protocol/answers.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
import { type Config, ConfigError, SETTING_NAMES, VERSION } from "./config.ts";

export type SettingOrigins = Readonly<Record<keyof Config, SettingOrigin>>;

/** Values of settings from one place. */
export interface SettingLayer {
  readonly origin: Exclude<SettingOrigin, "default">;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** The values that count: those of later layers win. */
export function mergeLayers(layers: readonly SettingLayer[]): Record<string, string | undefined> {
  return Object.assign({}, ...layers.map(({ values }) => values));
}

/** Which layer each setting's value is from; one that is set to nothing takes its default. */
export function settingOrigins(layers: readonly SettingLayer[]): SettingOrigins {
  const entries = SETTING_NAMES.map((name) => {
    const layer = layers.findLast(({ values }) => values[name] !== undefined);
    const isSet = (layer?.values[name]?.trim() ?? "") !== "";
    return [name, isSet ? layer?.origin : "default"];
  });
  return Object.fromEntries(entries) as SettingOrigins;
}

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

const HELP = `Crypto Price Alarm ${VERSION}: watches crypto pairs and rings when it matters.

  --demo     run on the embedded demo market, with data of its own
  --version  print the version
  --help     print this

Without any it runs with the settings in the environment, then in the file .env of the folder it is
started in: HOST and PORT say where its page is served, DATA_DIR where its data is kept. The README
and .env.example list them all.`;

const OPTIONS = {
  demo: { type: "boolean", default: false },
  version: { type: "boolean", short: "v", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * Reads the arguments of the command line: whether to run on the demo market, and a text to show instead
 * of running. One that is not known is refused with a {@linkcode ConfigError}.
 */
export function readArguments(args: readonly string[]) {
  try {
    const { demo, version, help } = parseArgs({ args: [...args], options: OPTIONS }).values;
    return { demo, text: help ? HELP : version ? VERSION : null };
  } catch {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`).join(", ");
    throw new ConfigError(
      `Cannot understand the arguments "${args.join(" ")}"; there are ${known}`,
    );
  }
}
