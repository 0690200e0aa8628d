import { parseArgs, parseEnv } from "node:util";
import { editDistance } from "@/lib/market/pair_prefix.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { SettingOrigin } from "@/lib/protocol/answers.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
import { type Config, ConfigError, SECRET_SETTINGS, SETTING_NAMES, VERSION } from "./config.ts";

export type SettingOrigins = Readonly<Record<keyof Config, SettingOrigin>>;

/** Values of settings from one place. */
export interface SettingLayer {
  readonly origin: Exclude<SettingOrigin, "default">;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** What is set in `.env` and in the environment, which wins; secrets are also read from the files that are named. */
export function setByPeople(): SettingLayer[] {
  const layers: SettingLayer[] = [
    { origin: ".env", values: dotEnv() },
    { origin: "environment", values: Deno.env.toObject() },
  ];
  return layers.map(withSecretFiles);
}

/**
 * The layer with the secrets of files, such as those that Docker and systemd hand over: `SECRET_KEY_FILE` names
 * one that holds SECRET_KEY.
 * @throws {ConfigError} where a file cannot be used, or a secret is set in both ways
 */
export function withSecretFiles({ origin, values }: SettingLayer): SettingLayer {
  const files = SECRET_FILES.flatMap(({ name, file }) => {
    const path = values[file]?.trim() ?? "";
    return path === "" ? [] : [{ name, file, path }];
  });
  const read = files.map(({ name, file, path }) => {
    if (values[name]?.trim()) {
      throw new ConfigError(`${name} and ${file} are both set (${origin}); leave one of them out`);
    }
    return [name, secretOf(file, path)];
  });
  return read.length === 0 ? { origin, values } : {
    origin,
    values: { ...values, ...Object.fromEntries(read) },
  };
}

const SECRET_FILES = Array.from(SECRET_SETTINGS, (name) => ({ name, file: `${name}_FILE` }));

function secretOf(file: string, path: string): string {
  const found = textIfThere(path, file);
  if (found === null) throw new ConfigError(`Cannot read ${file}: there is no file ${path}`);
  const secret = found.trim();
  if (secret === "") throw new ConfigError(`Cannot read ${file}: ${path} is empty`);
  return secret;
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
  const text = textIfThere(path, ".env");
  return text === null ? {} : parseEnv(text);
}

/** What a file says that `called` stands for in messages; null when it is not there. */
function textIfThere(path: string, called: string): string | null {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ConfigError(`Cannot read ${called}: ${String(error)}; it must be a readable file`);
  }
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  throw new ConfigError(`Cannot read ${called}: it ${decoded.problem}; save it as UTF-8`);
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
  return SETTING_NAMES.some((known) => known === name) ||
    SECRET_FILES.some(({ file }) => file === name);
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
  if (!FROM_FILE.test(name)) return `${name} is not a setting; did you mean ${meant}?`;
  const file = SECRET_FILES.find(({ name }) => name === meant)?.file;
  if (file !== undefined) return `${name} is not a setting; did you mean ${file}?`;
  return `${name} is not a setting; did you mean ${meant}? Only secrets are read from files.`;
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
