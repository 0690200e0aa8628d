import { keep, recall } from "@/lib/client/preferences.ts";
import { type AlarmView, alarmViewQuery, readAlarmView } from "./alarm_view.ts";
import { viewWords } from "./later_texts.ts";

/** A way to look at the list of alarms, under a name of somebody's own. */
export interface SavedView {
  readonly name: string;
  readonly view: AlarmView;
}

const KEY = "alarm-views";
/** Goes up when what is stored changes its shape. */
const VERSION = 1;
/** More are not kept: nobody finds them in a menu. */
const MAX_VIEWS = 30;
export const MAX_VIEW_NAME = 40;

/** What this browser has stored; nothing where that cannot be read. */
export function loadViews(): readonly SavedView[] {
  return readViews(recall("browser", KEY));
}

/** Stores them in this browser. */
export function storeViews(views: readonly SavedView[]): void {
  const stored = views.map(({ name, view }) => ({ name, query: alarmViewQuery(view) }));
  keep("browser", KEY, JSON.stringify({ version: VERSION, views: stored }));
}

/** The views in a stored text; what is not as it should be is left out. */
export function readViews(text: string | null): readonly SavedView[] {
  const stored = parsed(text);
  if (!isRecord(stored) || stored["version"] !== VERSION) return [];
  const { views } = stored;
  if (!Array.isArray(views)) return [];
  const read = views.flatMap((each: unknown): SavedView[] => {
    if (!isRecord(each)) return [];
    const { name, query } = each;
    if (typeof name !== "string" || typeof query !== "string" || nameProblem(name, []) !== null) {
      return [];
    }
    return [{ name, view: readAlarmView(new URLSearchParams(query)) }];
  });
  return read.filter(({ name }, place) => read.findIndex((each) => each.name === name) === place)
    .slice(0, MAX_VIEWS);
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Why a view cannot be called so beside others; null where it can. */
export function nameProblem(name: string, others: readonly SavedView[]): string | null {
  if (name.trim() === "") return viewWords.noName;
  if (name.length > MAX_VIEW_NAME) return viewWords.longName(MAX_VIEW_NAME);
  if (others.some((each) => each.name === name.trim())) return viewWords.sameName(name.trim());
  return others.length >= MAX_VIEWS ? viewWords.tooMany(MAX_VIEWS) : null;
}
