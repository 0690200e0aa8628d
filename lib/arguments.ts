import { parseArgs } from "node:util";
import { ConfigError } from "./config.ts";
import { VERSION } from "./version.ts";

/** What a person may say when starting the program; everything else is a setting. */
export interface Arguments {
  /** Runs on the embedded demo market, with data of its own. */
  readonly demo: boolean;
  /** Shows this text instead of running. */
  readonly text: string | null;
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

/** Reads the arguments of the command line; one that is not known is refused with a {@linkcode ConfigError}. */
export function readArguments(args: readonly string[]): Arguments {
  const { demo, version, help } = parse(args);
  return { demo, text: help ? HELP : version ? VERSION : null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`).join(", ");
    throw new ConfigError(
      `Cannot understand the arguments "${args.join(" ")}"; there are ${known}`,
    );
  }
}
