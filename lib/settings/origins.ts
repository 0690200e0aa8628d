import { parseArgs, parseEnv } from "node:util";
import { editDistance } from "@/lib/market/pair_prefix.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
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
  if (bytes === null) return {};
  const decoded = decodeText(bytes);
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
  // The reader of arguments takes a tenth of the start to load.
  if (args.every((arg) => arg === "--demo")) return { demo: args.length > 0, text: null };
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

/** What a name in the environment may begin with to be meant for this program. */
const PREFIXES = SOURCE_NAMES.map((name) => `${name.toUpperCase()}_`)
  .filter((prefix) => SETTING_NAMES.some((setting) => setting.startsWith(prefix)));
/** The program's own name, as other programs put theirs before each setting. */
const OWN_NAME = /^(?:CPA|(?:CRYPTO_?)?PRICE_?ALARM|CRYPTO_?ALARM)_(?=.)/i;
/** Other programs read a setting from the file that `…_FILE` names. */
const FROM_FILE = /_FILE$/i;
/** Names that Kubernetes gives every container for a service of that name; nobody wrote them. */
const SERVICE_LINK = /_(?:SERVICE_(?:HOST|PORT).{0,99}|PORT_\d{1,5}_.{0,99})$/;
/** `…_PORT` is one of them when it says this. */
const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):/;
/** In the environment a shorter name is too likely to be another program's. */
const SHORTEST = 6;

/**
 * A line for each name that is no setting but may be meant as one. Of `.env` that is every unknown name,
 * of the environment only what is near to a setting's: it holds the names of many programs.
 */
export function misspeltSettings(layers: readonly SettingLayer[]): string[] {
  return layers.filter(({ origin }) => origin !== "demo").flatMap(({ origin, values }) =>
    Object.keys(values)
      .filter((name) => !isSetting(name) && (values[name]?.trim() ?? "") !== "")
      .flatMap((name) => origin === ".env" ? [inDotEnv(name)] : inEnvironment(name, values[name]))
  );
}

function isSetting(name: string): boolean {
  return SETTING_NAMES.some((known) => known === name);
}

function inDotEnv(name: string): string {
  const meant = meantBy(name) ?? related(name);
  const shown = name.slice(0, 60);
  if (meant !== undefined) return `${suggestion(shown, meant)} (in .env)`;
  return `${shown} is not a setting; take it out of .env (.env.example lists them all)`;
}

function inEnvironment(name: string, value = ""): string[] {
  if (SERVICE_LINK.test(name) || SERVICE_ADDRESS.test(value)) return [];
  const isShort = name.length < SHORTEST;
  const meant = isShort ? exact(name) : meantBy(name) ?? shortened(name);
  const shown = name.slice(0, 60);
  if (meant !== undefined) return [suggestion(shown, meant)];
  const isOurs = OWN_NAME.test(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
  return isOurs ? [`${shown} is not a setting and changes nothing`] : [];
}

function suggestion(name: string, meant: string): string {
  const why = FROM_FILE.test(name) ? " No setting is read from a file." : "";
  return `${name} is not a setting; did you mean ${meant}?${why}`;
}

/** The setting that is meant by a name, without what other programs put before or behind one. */
function meantBy(name: string): string | undefined {
  const bare = name.replace(OWN_NAME, "").replace(FROM_FILE, "");
  if (bare === name || bare.length < SHORTEST) return exact(bare) ?? nearest(name);
  return exact(bare) ?? nearest(bare) ?? nearest(name);
}

/** The same name in other letters, or joined otherwise. */
function exact(name: string): string | undefined {
  const letters = lettersOf(name);
  return SETTING_NAMES.find((known) => lettersOf(known) === letters);
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[-._]/g, "");
}

/** The setting with the fewest slips between it, or its first words, and the name. */
function nearest(name: string): string | undefined {
  const given = name.toUpperCase().replaceAll(/[-.]/g, "_").slice(0, 60);
  const most = (form: string) => form.length < 10 ? 1 : 2;
  const rows = SETTING_NAMES.flatMap((meant) =>
    beginnings(meant)
      // Each letter more or less is a slip: most names need not be compared, which every start waits for.
      .filter((form) => Math.abs(form.length - given.length) <= most(form))
      .map((form) => ({ meant, form, count: editDistance(given, form) }))
  ).filter(({ form, count }) => count <= most(form));
  // What was left out are slips, too: a whole name is nearer than the first words of another.
  const isPart = ({ meant, form }: (typeof rows)[number]) => Number(meant !== form);
  return rows.sort((a, b) => a.count - b.count || isPart(a) - isPart(b))[0]?.meant;
}

/** A name and its first words, two at least. */
function beginnings(name: string): string[] {
  const words = name.split("_");
  const shorter = words.map((_, count) => words.slice(0, count).join("_")).slice(2);
  return [name, ...shorter];
}

/** The setting that the name leaves words out of, its first one not among them. */
function shortened(name: string): string | undefined {
  const words = name.split("_");
  return SETTING_NAMES.find((known) => {
    const all = known.split("_");
    return words.length > 1 && all[0] === words[0] && words.every((word) => all.includes(word));
  });
}

/** The setting whose words the name has, or that has the name's words. */
function related(name: string): string | undefined {
  const words = name.toUpperCase().split("_");
  return shortened(name.toUpperCase()) ??
    SETTING_NAMES.find((known) => known.split("_").every((word) => words.includes(word))) ??
    SETTING_NAMES.find((known) => words.every((word) => known.split("_").includes(word)));
}
