import { programWords, texts } from "@/lib/language/texts.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import type { Model } from "./model.ts";

/** What is wrong with what the page shows; those that end in "since" or "at" are followed by a moment. */
export const troubleWords = texts("troubles", {
  reported: {
    storeProblem: "Nothing can be changed or recorded any more, and alarms do not fire",
    checksProblem: "Prices are not checked any more, and alarms do not fire",
    diskProblem: "No new pairs and alarms are taken: the disk is nearly full",
    recovery: "Look whether all pairs and alarms are there",
  },
  reportedPill: {
    storeProblem: "Stopped: alarms do not fire",
    checksProblem: "Stopped: prices are not checked",
  },
  lost: "Prices are not live: this page has lost the server at",
  lostPill: "Server lost since",
  offline: "This device is offline.",
  keepsTrying: "It keeps trying; alarms cannot ring here until it is back.",
  silent: (source: string) => `Prices are not live: ${source} has not answered`,
  silentSince: (source: string) => `Prices are not live: ${source} has not answered since`,
  silentPill: (source: string) => `${source} does not answer`,
  notTradedSince: (pair: string) => `${pair} is not traded, and its alarms do not fire, since`,
  notTraded: (count: number) => `${count} pairs are not traded, and their alarms do not fire`,
  lateSince: "Prices are not live: the server has not checked them since",
  latePill: "the server does not check them",

  /** Of one pair, in a word or two. */
  pair: { delisted: "Delisted", halted: "Halted", renamed: "Renamed" },
  noData: "No data",
  noNewerPrice: "The source has no newer price",
  noLivePrice: "No live price",
});

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

/** What the server itself says that is wrong: the key and the level of its trouble. */
const REPORTED = {
  storeProblem: ["store", "danger"],
  checksProblem: ["standstill", "danger"],
  diskProblem: ["disk", "warning"],
  recovery: ["recovery", "warning"],
} as const;

function reported({ status }: Model, name: keyof typeof REPORTED): Trouble[] {
  const [key, level] = REPORTED[name];
  const text = troubleWords.reported[name];
  const pills: Readonly<Record<string, string>> = troubleWords.reportedPill;
  const pill = pills[name] ?? null;
  const detail = inWords(status[name]);
  return detail === null ? [] : [{ key, level, text, since: null, detail, pill }];
}

function inWords(problem: string | null): string | null {
  return problem === null ? null : programWords.said(problem);
}

function lostLink({ link }: Model): Trouble[] {
  if (link.lostAt === null) return [];
  const { lost: text, lostPill: pill, offline, keepsTrying } = troubleWords;
  const since = new Date(link.lostAt + link.clockOffsetMs).toISOString();
  const detail = link.isOffline ? `${offline} ${keepsTrying}` : keepsTrying;
  return [{ key: "link", level: "danger", text, since, detail, pill }];
}

function failingSources({ status }: Model): Trouble[] {
  return status.sources.filter((source) => !source.reachable).map(failingSource);
}

function failingSource({ name, lastSuccessAt, failingSince, problem }: SourceStatus): Trouble {
  const since = lastSuccessAt ?? failingSince;
  const title = SOURCE_TITLES[name];
  const text = since === null ? troubleWords.silent(title) : troubleWords.silentSince(title);
  const pill = troubleWords.silentPill(title);
  return { key: `source-${name}`, level: "warning", text, since, detail: inWords(problem), pill };
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
    const text = troubleWords.notTradedSince(titleOfPair(first));
    return [{ ...common, text, since: first.since, detail: programWords.said(first.reason) }];
  }
  const text = troubleWords.notTraded(gone.length);
  const detail = gone.map(titleOfPair).join(", ");
  return [{ ...common, text, since: null, detail }];
}

function lateChecks({ status }: Model, now: number): Trouble[] {
  const { lastCheckAt, checkIntervalSeconds, checksProblem } = status;
  if (lastCheckAt === null || checksProblem !== null) return [];
  const limit = LATE_INTERVALS * checkIntervalSeconds * 1_000;
  if (now - Date.parse(lastCheckAt) <= limit) return [];
  const { lateSince: text, latePill: pill } = troubleWords;
  return [{ key: "checks", level: "warning", text, since: lastCheckAt, detail: null, pill }];
}
