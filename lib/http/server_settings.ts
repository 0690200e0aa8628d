import { type Config, SECRET_SETTINGS, SETTING_NAMES } from "@/lib/config.ts";
import type { SourceStatus } from "@/lib/live/protocol.ts";
import type { SettingOrigin } from "@/lib/setting_origins.ts";
import type { StorageFacts } from "@/lib/store/storage_watch.ts";
import type { Services } from "./services.ts";

/** One setting as anybody may see it. */
export interface ShownSetting {
  readonly name: keyof Config;
  /** A secret is told as `set` or `not set` only; null where a setting without a default is not set. */
  readonly value: string | null;
  readonly origin: SettingOrigin;
}

/** How the server is set up and what it holds, without any secret. */
export interface ServerSettings extends StorageFacts {
  readonly version: string;
  readonly startedAt: string;
  readonly settings: readonly ShownSetting[];
  readonly sources: readonly SourceStatus[];
  readonly pairs: number;
  readonly alarms: number;
  /** Fires that are kept: all that ring, and the newest acknowledged ones. */
  readonly fires: number;
}

/** Everything the settings page tells of the server. */
export async function serverSettings(
  services: Pick<Services, "config" | "origins" | "status" | "store" | "storage">,
): Promise<ServerSettings> {
  const { config, origins, store: { state } } = services;
  const { version, startedAt, sources } = services.status();
  const alarms = [...state.pairs.values()].map((pair) => pair.alarms.length);
  return {
    ...{ version, startedAt, sources },
    settings: SETTING_NAMES.map((name) => ({
      ...{ name, value: shownValue(name, config), origin: origins[name] },
    })),
    ...{ pairs: state.pairs.size, alarms: alarms.reduce((sum, count) => sum + count, 0) },
    fires: state.fires.length,
    ...await services.storage(),
  };
}

function shownValue(name: keyof Config, config: Config): string | null {
  const value = config[name];
  if (name === "SECRET_KEY" && value === undefined) return "made by the program";
  if (SECRET_SETTINGS.has(name)) return value === undefined ? "not set" : "set";
  if (value === undefined) return null;
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return name.endsWith("_URL") ? withoutCredentials(text) : text;
}

/** Some people put a key or a password into an address. */
function withoutCredentials(text: string): string {
  const { protocol, host, pathname, search, username } = new URL(text);
  const hidden = search === "" && username === "" ? "" : " (the rest is hidden)";
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}${hidden}`;
}
