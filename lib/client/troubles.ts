import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import type { Model } from "./model.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";

/** Something a person must know before trusting what the page shows. */
export interface Trouble {
  readonly key: string;
  readonly level: "warning" | "danger";
  /** The sentence up to the moment it is about. */
  readonly text: string;
  readonly since: string | null;
  /** What more is known. */
  readonly detail: string | null;
  /** Why prices and alarms cannot be relied on, in the few words of the status pill; null where they can. */
  readonly pill: string | null;
}

/** Checks may be this many intervals late before the page says so. */
const LATE_INTERVALS = 3;
/** A lost connection shorter than this is not worth a word, in milliseconds. */
const LOST_GRACE_MS = 3_000;

/** All that is wrong at the moment `now` (server's clock, ms), the worst first. */
export function troublesOf(model: Model, now: number): readonly Trouble[] {
  const store = reported(model, "storeProblem");
  if (isLinkLost(model, now)) return [...store, ...lostLink(model)];
  return [
    ...[...store, ...reported(model, "checksProblem"), ...failingSources(model)],
    ...[...lateChecks(model, now), ...givenUp(model)],
    ...[...reported(model, "diskProblem"), ...reported(model, "recovery")],
  ];
}

/** Whether prices and alarms on this page may be behind, because the server is not heard. */
export function isLinkLost({ link }: Model, now: number): boolean {
  if (link.lostAt === null) return false;
  return now - link.clockOffsetMs - link.lostAt >= LOST_GRACE_MS;
}

/** What the server itself says that is wrong: the key, the level and the words of its trouble, and those of the pill. */
const REPORTED = {
  storeProblem: [
    "store",
    "danger",
    "Nothing can be changed or recorded any more, and alarms do not fire",
    "Stopped: alarms do not fire",
  ],
  checksProblem: [
    "standstill",
    "danger",
    "Prices are not checked any more, and alarms do not fire",
    "Stopped: prices are not checked",
  ],
  diskProblem: [
    "disk",
    "warning",
    "No new pairs and alarms are taken: the disk is nearly full",
    null,
  ],
  recovery: ["recovery", "warning", "Look whether all pairs and alarms are there", null],
} as const;

function reported({ status }: Model, name: keyof typeof REPORTED): Trouble[] {
  const [key, level, text, pill] = REPORTED[name];
  const detail = status[name];
  return detail === null ? [] : [{ key, level, text, since: null, detail, pill }];
}

function lostLink({ link }: Model): Trouble[] {
  if (link.lostAt === null) return [];
  const text = "Prices are not live: this page has lost the server at";
  const since = new Date(link.lostAt + link.clockOffsetMs).toISOString();
  const reason = link.isOffline ? "This device is offline. " : "";
  const detail = `${reason}It keeps trying; alarms cannot ring here until it is back.`;
  return [{ key: "link", level: "danger", text, since, detail, pill: "Server lost since" }];
}

function failingSources({ status }: Model): Trouble[] {
  return status.sources.filter((source) => !source.reachable).map(failingSource);
}

function failingSource({ name, lastSuccessAt, failingSince, problem }: SourceStatus): Trouble {
  const since = lastSuccessAt ?? failingSince;
  const text = `Prices are not live: ${SOURCE_TITLES[name]} has not answered${
    since === null ? "" : " since"
  }`;
  const pill = `${SOURCE_TITLES[name]} does not answer`;
  return { key: `source-${name}`, level: "warning", text, since, detail: problem, pill };
}

/** Pairs that their source trades no more: one for all. */
function givenUp({ pairs }: Model): Trouble[] {
  const gone = pairs.flatMap(({ base, quote, trouble }) =>
    trouble === null ? [] : [{ base, quote, ...trouble }]
  );
  const [first, ...others] = gone;
  if (first === undefined) return [];
  const common = { key: "pairs", level: "warning", pill: null } as const;
  if (others.length === 0) {
    const text = `${titleOfPair(first)} is not traded, and its alarms do not fire, since`;
    return [{ ...common, text, since: first.since, detail: first.reason }];
  }
  const text = `${gone.length} pairs are not traded, and their alarms do not fire`;
  const detail = gone.map(titleOfPair).join(", ");
  return [{ ...common, text, since: null, detail }];
}

function lateChecks({ status }: Model, now: number): Trouble[] {
  const { lastCheckAt, checkIntervalSeconds, checksProblem } = status;
  if (lastCheckAt === null || checksProblem !== null) return [];
  const limit = LATE_INTERVALS * checkIntervalSeconds * 1_000;
  if (now - Date.parse(lastCheckAt) <= limit) return [];
  const text = "Prices are not live: the server has not checked them since";
  const pill = "the server does not check them";
  return [{ key: "checks", level: "warning", text, since: lastCheckAt, detail: null, pill }];
}
