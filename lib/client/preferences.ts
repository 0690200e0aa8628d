import { type Signal, signal } from "@preact/signals";
import { NUMBER_LOCALES, type NumberLocale } from "@/lib/market/format_price.ts";
import type { Zone } from "@/lib/text/times.ts";
import { isTimeZone } from "@/lib/text/wall_time.ts";

export const THEMES = ["auto", "light", "dark"] as const;
type Theme = typeof THEMES[number];

/** How somebody likes to see and hear things, in this browser. */
interface Preferences {
  readonly theme: Theme;
  /** An IANA name; `own` for the zone that the browser is in. */
  readonly zone: string;
  /** How numbers are written; null for as the language of the page does. */
  readonly numbers: NumberLocale | null;
  /** Loudness of alarms, from 0 to 1. */
  readonly volume: number;
  /** Single keys act (`?` lists them). */
  readonly shortcuts: boolean;
  /** The first minute in the demo was gone through, or skipped. */
  readonly hasToured: boolean;
}

const OWN_ZONE = "own";

/** What counts until something else is chosen; the server makes pages by it. */
export const FIRST_PREFERENCES: Preferences = {
  theme: "auto",
  zone: OWN_ZONE,
  numbers: null,
  volume: 0.6,
  shortcuts: true,
  hasToured: false,
};

/** Read by `static/theme.js` too, before anything is drawn. */
const THEME_KEY = "theme";
const OTHERS_KEY = "preferences";

/** What counts in this browser now; as at first until the page has looked. */
export const preferences: Signal<Preferences> = signal(FIRST_PREFERENCES);

let isLoaded = false;

/** Looks up what was chosen in this browser, and follows other tabs of it; later calls change nothing. */
export function loadPreferences(): void {
  if (isLoaded) return;
  isLoaded = true;
  const load = () =>
    preferences.value = readPreferences(
      recall("browser", THEME_KEY),
      recall("browser", OTHERS_KEY),
    );
  load();
  addEventListener("storage", ({ key }) => {
    if (key !== null && key !== THEME_KEY && key !== OTHERS_KEY) return;
    load();
    showTheme(preferences.value.theme);
  });
}

/** Changes what counts in this browser, for all its tabs. */
export function changePreferences(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  const { theme, ...others } = preferences.value;
  showTheme(theme);
  keep("browser", THEME_KEY, theme);
  keep("browser", OTHERS_KEY, JSON.stringify(others));
}

/** The preferences in what a browser has stored; what is not there or not possible is as at first. */
export function readPreferences(theme: string | null, others: string | null): Preferences {
  const { zone, numbers, volume, shortcuts, hasToured } = parsed(others);
  return {
    theme: THEMES.find((known) => known === theme) ?? FIRST_PREFERENCES.theme,
    zone: typeof zone === "string" && isZone(zone) ? zone : FIRST_PREFERENCES.zone,
    numbers: NUMBER_LOCALES.find((known) => known === numbers) ?? FIRST_PREFERENCES.numbers,
    volume: typeof volume === "number" && volume >= 0 && volume <= 1
      ? volume
      : FIRST_PREFERENCES.volume,
    shortcuts: typeof shortcuts === "boolean" ? shortcuts : FIRST_PREFERENCES.shortcuts,
    hasToured: hasToured === true,
  };
}

/** The zone in which moments are written. */
export function zoneOf({ zone }: Pick<Preferences, "zone">): Zone {
  return zone === OWN_ZONE ? undefined : zone;
}

function isZone(name: string): boolean {
  return name === OWN_ZONE || isTimeZone(name);
}

function parsed(text: string | null): Partial<Record<keyof Preferences, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function showTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

/** How long something is kept: for the tab, across its pages; or for the browser, until it is cleared. */
type Keeping = "tab" | "browser";

/** What was kept under this name; null when nothing was, or the browser refuses storage (private windows, blocked cookies). */
export function recall(keeping: Keeping, key: string): string | null {
  try {
    return storageOf(keeping).getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text; where the browser refuses storage it is lost with the page. */
export function keep(keeping: Keeping, key: string, text: string): void {
  try {
    storageOf(keeping).setItem(key, text);
  } catch {
    // The page goes on with what it has in memory.
  }
}

function storageOf(keeping: Keeping): Storage {
  return keeping === "tab" ? sessionStorage : localStorage;
}
