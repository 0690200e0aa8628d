import { z } from "zod";
import manifest from "@/deno.json" with { type: "json" };
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { Setting } from "@/lib/sources/adapter.ts";
import { SOURCE_MODES } from "@/lib/sources/router.ts";
import { SOURCE_SETTINGS, sourceProblems } from "@/lib/sources/table.ts";
import { TrustedProxies } from "./trusted_proxies.ts";

const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;

const wholeNumber = (low: number, high: number) =>
  z.string().regex(/^\d{1,6}$/).transform(Number).pipe(z.number().min(low).max(high));

const origins = z.string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
  .pipe(
    z.array(
      z.url({ protocol: /^https?$/, hostname: /^[^*]+$/ }).transform((text) => new URL(text))
        .refine(isBare).transform(({ origin }) => origin),
    ),
  );

/** An origin is scheme, name and port; what else stands there would be dropped in silence. */
function isBare({ pathname, search, hash, username, password }: URL): boolean {
  return pathname === "/" && `${search}${hash}${username}${password}` === "";
}

const proxies = z.string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
  .refine(areProxies);

function areProxies(ranges: readonly string[]): boolean {
  try {
    return new TrustedProxies(ranges) !== null;
  } catch {
    return false;
  }
}

/** Every setting: its rule, its default, and what a person is told when the value is wrong. */
const SETTINGS = {
  HOST: { rule: z.string().max(255), byDefault: "127.0.0.1", allowed: "a host name or IP address" },
  PORT: {
    rule: wholeNumber(0, 65535),
    byDefault: "8000",
    allowed: "a whole number from 0 to 65535",
  },
  DATA_DIR: { rule: z.string(), byDefault: "data", allowed: "a folder" },
  LOG_DIR: { rule: z.string(), byDefault: "logs", allowed: "a folder" },
  MIN_FREE_MB: {
    rule: wholeNumber(0, 999_999),
    byDefault: "64",
    allowed: "a whole number of megabytes from 0 (no limit) to 999999",
  },
  HISTORY_RAW_HOURS: {
    rule: wholeNumber(1, 720),
    byDefault: "24",
    allowed: "a whole number of hours from 1 to 720",
  },
  HISTORY_DAYS: {
    rule: wholeNumber(1, 3650),
    byDefault: "30",
    allowed: "a whole number of days from 1 to 3650",
  },
  PRICE_SOURCE: {
    rule: z.enum(SOURCE_MODES),
    byDefault: "auto",
    allowed: SOURCE_MODES.join(", "),
  },
  CHECK_INTERVAL_SECONDS: {
    rule: wholeNumber(1, 60).refine((seconds) => 60 % seconds === 0),
    byDefault: "15",
    allowed: "a divisor of 60 from 1 to 60, such as 5, 15 or 30",
  },
  CONFIRM_SOURCE: {
    rule: z.enum(SOURCE_NAMES).optional(),
    byDefault: undefined,
    allowed: SOURCE_NAMES.join(", "),
  },
  ...SOURCE_SETTINGS,
  ALLOWED_ORIGINS: {
    rule: origins,
    byDefault: "",
    allowed: "origins such as https://alarm.example.com, separated by commas",
  },
  TRUSTED_PROXIES: {
    rule: proxies,
    byDefault: "",
    allowed: "addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas",
  },
  SECRET_KEY: {
    rule: z.string().min(16).optional(),
    byDefault: undefined,
    allowed: "at least 16 characters",
    isSecret: true,
  },
  LOG_LEVEL: { rule: z.enum(LOG_LEVELS), byDefault: "info", allowed: LOG_LEVELS.join(", ") },
} as const;

type Name = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly Name[];

/** The settings by their environment names, parsed. */
export type Config = { readonly [N in Name]: z.output<typeof SETTINGS[N]["rule"]> };

/** Settings whose values must never be shown. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set(SETTING_NAMES.filter(isSecret));

function isSecret(name: Name): boolean {
  const setting: Setting = SETTINGS[name];
  return setting.isSecret === true;
}

/** The values that must never be shown. */
export function secretsOf(config: Config): string[] {
  return SETTING_NAMES.filter(isSecret).flatMap((name) => String(config[name] ?? ""));
}

/** One or more settings have values that cannot be used; the message has a line for each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the settings from environment variables; an empty value counts as not set.
 * @throws {ConfigError} naming each wrong setting and what is allowed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = SETTING_NAMES.map((name) => {
    const { rule, byDefault } = SETTINGS[name];
    const given = env[name]?.trim() || undefined;
    const parsed = rule.safeParse(given ?? byDefault);
    if (!parsed.success) problems.push(describeProblem(name, given));
    return [name, parsed.data];
  });
  const config = Object.fromEntries(entries) as Config;
  if (problems.length === 0) problems.push(...sourceProblems(config));
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return config;
}

function describeProblem(name: Name, given: string | undefined): string {
  const shown = SECRET_SETTINGS.has(name)
    ? "the value given is not"
    : `${JSON.stringify(given)} is not`;
  return `${name} must be ${SETTINGS[name].allowed}; ${shown}`;
}

/** Version of this program, from its one place. */
export const VERSION: string = manifest.version;
