import { isIP } from "@/lib/text/address.ts";
import { z } from "zod";
import manifest from "@/deno.json" with { type: "json" };
import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import { type ReadBy, type Setting, setting } from "@/lib/sources/market_source.ts";
import { SOURCE_MODES, SOURCE_SETTINGS, sourceProblems } from "@/lib/sources/settings.ts";
import { textUpTo, wholeNumber, wordOf } from "./plain_rules.ts";
import { isLoopback, TrustedProxies } from "./trusted_proxies.ts";

const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;

const listed = z.string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""));

const origins = listed.pipe(
  z.array(
    z.url({ protocol: /^https?$/, hostname: /^[^*]+$/ }).transform((text) => new URL(text))
      .refine(isBare).transform(({ origin }) => origin),
  ),
);

/** An origin is scheme, name and port; what else stands there would be dropped in silence. */
function isBare({ pathname, search, hash, username, password }: URL): boolean {
  return pathname === "/" && `${search}${hash}${username}${password}` === "";
}

/** Headers that mean something else, or that browsers send. */
const TAKEN_HEADERS =
  /^(?:authorization|cookie|host|origin|connection|upgrade|forwarded|user-agent|accept.{0,40}|content-.{1,40}|sec-.{1,40}|x-request-id|x-forwarded-(?:for|host|proto))$/i;

/** What the program answers below its base path: it must be clear which one a path means. */
const OWN_PATHS = [
  ...[
    "a",
    "account",
    "alarms",
    "api",
    "channels",
    "charts",
    "healthz",
    "icons",
    "log",
    "login",
    "metrics",
  ],
  ...["n", "offline", "pairs", "people", "phone", "settings", "setup", "sounds", "styles", "ws"],
];

function isBasePath(path: string): boolean {
  const [, first = ""] = path.split("/");
  return path === "" ||
    (/^\/[\w~-]{1,60}(?:\/[\w~-][\w.~-]{0,60}){0,4}$/.test(path) &&
      !OWN_PATHS.includes(first.toLowerCase()) &&
      first !== "_fresh");
}

function areProxies(ranges: readonly string[]): boolean {
  try {
    return new TrustedProxies(ranges) !== null;
  } catch {
    return false;
  }
}

const TARGET = /^(?:\[[\da-f:.]{2,45}\]|[^:\s[\]/?#@]{1,253})(?::\d{1,5})?$/i;

/** A host, or a host and a port; IPv6 with a port stands in brackets. */
function isTarget(text: string): boolean {
  const target = isIP(text) === 6 ? `[${text}]` : text;
  return TARGET.test(target) && URL.canParse(`http://${target}/`);
}

/** An address without a slash at its end. */
const serviceUrl = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text))
  .refine(({ search, hash, username, password }) => search + hash + username + password === "")
  .transform(({ href }) => href.replace(/\/$/, ""));

/** Without TLS anybody in between could log in as anybody. */
function isIssuer(text: string): boolean {
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isHere = hostname === "localhost" || isLoopback(hostname.replace(/^\[|\]$/g, ""));
  return (protocol === "https:" || isHere) && search + hash + username === "";
}

const roleRules = listed.refine((rules) =>
  rules.every((rule) => /^(?:group|domain|subject):\S/.test(rule))
);
const ROLE_RULES =
  "rules such as group:traders, domain:example.com or subject:1234, separated by commas";

/** Every setting but those of the sources: its rule, its default, and what a person is told when the value is wrong. */
const OWN = {
  HOST: setting(textUpTo(255), "127.0.0.1", "a host name or IP address"),
  PORT: setting(wholeNumber(0, 65535), "8000", "a whole number from 0 to 65535"),
  DATA_DIR: setting(textUpTo(Infinity), "data", "a folder"),
  LOG_DIR: setting(textUpTo(Infinity), "logs", "a folder"),
  MIN_FREE_MB: setting(
    wholeNumber(0, 999_999),
    "64",
    "a whole number of megabytes from 0 (no limit) to 999999",
  ),
  COMMIT_SECONDS: setting(
    wholeNumber(0, 600),
    "0",
    "a whole number of seconds from 0 (each check) to 600",
  ),
  HISTORY_RAW_HOURS: setting(wholeNumber(1, 720), "24", "a whole number of hours from 1 to 720"),
  HISTORY_DAYS: setting(wholeNumber(1, 3650), "30", "a whole number of days from 1 to 3650"),
  PRICE_SOURCE: setting(wordOf(SOURCE_MODES), "auto", SOURCE_MODES.join(", ")),
  CHECK_INTERVAL_SECONDS: setting(
    wholeNumber(1, 60, (seconds) => 60 % seconds === 0),
    "15",
    "a divisor of 60 from 1 to 60, such as 5, 15 or 30",
  ),
  CONFIRM_SOURCE: setting(z.enum(SOURCE_NAMES).optional(), undefined, SOURCE_NAMES.join(", ")),
  ALLOWED_ORIGINS: setting(
    origins,
    "",
    "origins such as https://alarm.example.com, separated by commas",
  ),
  AUTH: setting(
    wordOf(["auto", "off"]),
    "auto",
    "auto (accounts, unless only this computer can reach the program) or off (everybody is let in)",
  ),
  AUTH_OFF_I_KNOW: setting(z.enum(["yes"]).optional(), undefined, "yes, or left out"),
  ADMIN_LOGIN: setting(
    z.string().max(64).regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u),
    "admin",
    "a name of letters, digits and . _ - + @",
  ),
  ADMIN_PASSWORD_FILE: setting(z.string().optional(), undefined, "a file"),
  TRUSTED_PROXIES: setting(
    listed.refine(areProxies),
    "",
    "addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas",
  ),
  AUTH_PROXY_HEADER: setting(
    z.string().max(64).regex(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/i)
      .refine((name) => !TAKEN_HEADERS.test(name)).optional(),
    undefined,
    "the name of a header by which a trusted proxy tells a login, such as Remote-User",
  ),
  OIDC_ISSUER: setting(
    z.url({ protocol: /^https?$/ }).refine(isIssuer).optional(),
    undefined,
    "the address of a provider that logs people in, such as https://auth.example.com (http on this computer only)",
  ),
  OIDC_CLIENT_ID: setting(z.string().max(300).optional(), undefined, "what the provider calls us"),
  OIDC_CLIENT_SECRET_FILE: setting(z.string().optional(), undefined, "a file"),
  OIDC_NAME: setting(
    z.string().max(40).optional(),
    undefined,
    "what people call the provider, at most 40 characters",
  ),
  OIDC_SCOPES: setting(
    z.string().max(300).regex(/^openid(?: [\x21-\x7e]+)*$/),
    "openid profile email",
    "openid, and more with spaces between, such as openid profile email groups",
  ),
  OIDC_GROUPS_CLAIM: setting(
    z.string().max(100),
    "groups",
    "the claim that lists a person's groups, such as groups or roles",
  ),
  OIDC_LOGOUT: setting(
    wordOf(["here", "provider", "return"]),
    "provider",
    "here, provider, or return: where a logout ends",
  ),
  OIDC_ADMINS: setting(roleRules, "", ROLE_RULES),
  OIDC_OPERATORS: setting(roleRules, "", ROLE_RULES),
  OIDC_VIEWERS: setting(roleRules, "", ROLE_RULES),
  BASE_PATH: setting(
    z.string().transform((path) => path.replace(/\/{1,9}$/, "")).refine(isBasePath),
    "",
    `a path such as /alarm, its first part without dots and none of the program's own (/${
      OWN_PATHS.join(", /")
    })`,
  ),
  PUBLIC_URL: setting(
    serviceUrl.optional(),
    undefined,
    "the address at which browsers reach this server, such as https://alarm.example.com",
  ),
  HEARTBEAT_URL: {
    ...setting(
      z.url({ protocol: /^https?$/ }).optional(),
      undefined,
      "an address that is asked every minute, such as https://hc-ping.com/your-id",
    ),
    isSecret: true,
  },
  ALLOW_PRIVATE_TARGETS: setting(
    listed.refine((parts) => parts.every(isTarget)),
    "",
    "hosts such as 192.168.1.5 or nas.local:8080, separated by commas",
  ),
  TELEGRAM_API_URL: setting(
    serviceUrl,
    "https://api.telegram.org",
    "an address such as https://api.telegram.org",
  ),
  PUSHOVER_API_URL: setting(
    serviceUrl,
    "https://api.pushover.net",
    "an address such as https://api.pushover.net",
  ),
  TWILIO_API_URL: setting(
    serviceUrl,
    "https://api.twilio.com",
    "an address such as https://api.twilio.com",
  ),
  SECRET_KEY: {
    ...setting(z.string().min(16).optional(), undefined, "at least 16 characters"),
    isSecret: true,
  },
  LOG_LEVEL: setting(wordOf(LOG_LEVELS), "info", LOG_LEVELS.join(", ")),
  LOG_FORMAT: setting(
    wordOf(["text", "json"]),
    "text",
    "text (lines for people) or json (an object a line)",
  ),
} as const;

/** A source's setting begins with its name; its adapter says what it is. */
type NameOfSource = `${Uppercase<SourceName>}_${string}`;
type Name = keyof typeof OWN | NameOfSource;

const { ALLOWED_ORIGINS, TRUSTED_PROXIES, AUTH, AUTH_OFF_I_KNOW, ...OTHERS } = OWN;
const { ADMIN_LOGIN, ADMIN_PASSWORD_FILE, SECRET_KEY, LOG_LEVEL, LOG_FORMAT, ...FIRST } = OTHERS;
/** All of them, in the order in which they are listed. */
const SETTINGS: ReadonlyMap<Name, Setting> = new Map(
  Object.entries({
    ...{ ...FIRST, ...SOURCE_SETTINGS },
    ...{ ALLOWED_ORIGINS, TRUSTED_PROXIES, AUTH, AUTH_OFF_I_KNOW },
    ...{ ADMIN_LOGIN, ADMIN_PASSWORD_FILE, SECRET_KEY, LOG_LEVEL, LOG_FORMAT },
  }) as [Name, Setting][],
);

export const SETTING_NAMES: readonly Name[] = [...SETTINGS.keys()];

/** The settings by their environment names, parsed. */
export type Config =
  & { readonly [N in keyof typeof OWN]: ReadBy<typeof OWN[N]["rule"]> }
  & Readonly<Record<NameOfSource, unknown>>;

/** Settings whose values must never be shown. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set(
  SETTING_NAMES.filter((name) => SETTINGS.get(name)?.isSecret),
);

/** The values that must never be shown. */
export function secretsOf(config: Config): string[] {
  return SETTING_NAMES.filter((name) => SECRET_SETTINGS.has(name))
    .map((name) => String(config[name] ?? ""));
}

/** One or more settings have values that cannot be used; the message has a line for each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What settings that are not set come to; the build reads their rules once and puts it here. */
const UNSET: ReadonlyMap<string, unknown> = new Map();

/**
 * Reads the settings from environment variables; an empty value counts as not set.
 * @throws {ConfigError} naming each wrong setting and what is allowed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = Array.from(SETTINGS, ([name, { rule, byDefault, allowed }]) => {
    const given = env[name]?.trim() || undefined;
    if (given === undefined && UNSET.has(name)) return [name, UNSET.get(name)];
    const parsed = rule.safeParse(given ?? byDefault);
    const shown = SECRET_SETTINGS.has(name) ? "the value given" : JSON.stringify(given);
    if (!parsed.success) problems.push(`${name} must be ${allowed}; ${shown} is not`);
    return [name, parsed.data];
  });
  const config = Object.fromEntries(entries) as Config;
  if (problems.length === 0) {
    problems.push(...sourceProblems(config), ...authProblems(config));
    problems.push(...proxyProblems(config), ...baseProblems(config), ...oidcProblems(config));
  }
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return config;
}

function proxyProblems({ AUTH_PROXY_HEADER, TRUSTED_PROXIES }: Config): string[] {
  if (AUTH_PROXY_HEADER === undefined || TRUSTED_PROXIES.length > 0) return [];
  return ["AUTH_PROXY_HEADER needs TRUSTED_PROXIES: anybody could send that header"];
}

/** The provider sends browsers back to one address exactly, and knows us by a name. */
function oidcProblems(config: Config): string[] {
  const others = [
    ...["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE", "OIDC_NAME"] as const,
    ...["OIDC_ADMINS", "OIDC_OPERATORS", "OIDC_VIEWERS"] as const,
  ];
  if (config.OIDC_ISSUER === undefined) {
    const set = others.filter((name) => (config[name] ?? "").length > 0);
    return set.map((name) => `${name} needs OIDC_ISSUER: it says who logs people in`);
  }
  const missing = (["OIDC_CLIENT_ID", "PUBLIC_URL"] as const).filter((name) => !config[name]);
  return missing.map((name) => `OIDC_ISSUER needs ${name}`);
}

/** Without BASE_PATH a proxy may still take a path of PUBLIC_URL away: links and callbacks come in below it. */
function baseProblems({ BASE_PATH, PUBLIC_URL }: Config): string[] {
  const path = URL.parse(PUBLIC_URL ?? "")?.pathname.replace(/\/$/, "") ?? BASE_PATH;
  if (BASE_PATH === "" || path === BASE_PATH) return [];
  const wanted = new URL(`${BASE_PATH}/`, PUBLIC_URL).href.replace(/\/$/, "");
  return [`PUBLIC_URL must be ${wanted} where BASE_PATH is ${BASE_PATH}`];
}

function authProblems({ AUTH, AUTH_OFF_I_KNOW, HOST }: Config): string[] {
  if (AUTH === "auto" || AUTH_OFF_I_KNOW === "yes" || isLoopback(HOST)) return [];
  return [
    `AUTH is off and HOST is ${HOST}: everybody who reaches this computer could change everything; ` +
    "leave AUTH out, set HOST to 127.0.0.1, or set AUTH_OFF_I_KNOW to yes",
  ];
}

/** Version of this program, from its one place. */
export const VERSION: string = manifest.version;
