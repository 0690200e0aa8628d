import { getLogger as getLogTapeLogger, type Logger } from "@logtape/logtape";

export type { Logger };

/** First part of every category of this program; LogTape's own and libraries' categories stay outside. */
export const ROOT_CATEGORY = "app";

/** The logger of one part of the program, such as `monitor`; silent until `startLogs` ran. */
export function getLogger(part: string): Logger {
  return getLogTapeLogger([ROOT_CATEGORY, part]);
}

/** What stands in a log line instead of a secret; harmless inside JSON and URLs. */
export const MASK = "[hidden]";

/** Shorter values are no secrets, and masking them would tear ordinary words apart. */
const SHORTEST_SECRET = 6;

const secrets = new Set<string>();

/** Each pattern keeps its first group and masks what follows. */
const PATTERNS: readonly RegExp[] = [
  /\b(CG-)[A-Za-z0-9]{8,}/g,
  /([?&](?:x_cg_\w+|api_?key|key|token|access_token|secret|signature|password)=)[^&\s"'\\]+/gi,
  /(\b(?:x-cg-(?:demo|pro)-api-key|x-mbx-apikey|authorization)["']?\s{0,9}[:=]\s{0,9}["']?(?:(?:bearer|basic)\s{1,9})?)[^\s"'\\,]+/gi,
  /(:\/\/)[^\s/:@"'\\]+:[^\s/@"'\\]+(?=@)/gi,
];

/** Makes every later log line hide `value`, also as it stands in a URL or in JSON. */
export function registerSecret(value: string | null | undefined): void {
  if (!value || value.length < SHORTEST_SECRET) return;
  secrets.add(value);
  secrets.add(encodeURIComponent(value));
  secrets.add(JSON.stringify(value).slice(1, -1));
}

/** The same text without registered secrets and without what looks like a key. */
export function redact(text: string): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const known = longestFirst.reduce((line, secret) => line.replaceAll(secret, MASK), text);
  return PATTERNS.reduce((line, pattern) => line.replace(pattern, `$1${MASK}`), known);
}
