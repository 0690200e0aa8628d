import { Buffer } from "node:buffer";
import { rehearsalAt } from "@/lib/alarms/alarm.ts";
import {
  type Delivery,
  newDelivery,
  OWNER_IS_OUT,
  type StoredChannel,
  type Trouble,
} from "@/lib/alarms/delivery.ts";
import { evaluate } from "@/lib/alarms/evaluate.ts";
import { UNTOUCHED } from "@/lib/alarms/kinds/kind.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { titleOfPair, titleOfSymbol } from "@/lib/market/pair_title.ts";
import { NO_HISTORY } from "@/lib/market/history/history_view.ts";
import { SOURCE_LABELS } from "@/lib/market/source_name.ts";
import type { Status } from "@/lib/protocol/frames.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { namedMoment, wallTimeAt } from "@/lib/text/wall_time.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { type Ask, NoAnswer } from "./request.ts";

interface ProofsOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** A new unique id without prefix. */
  readonly newId: () => string;
  /** Asked every minute while all is well; undefined: nobody is. */
  readonly heartbeatUrl: string | undefined;
  readonly ask: (signal: AbortSignal) => Ask;
  /**
   * A check has ended since the start, and not long ago, and the store takes changes. A program that
   * crashes again and again before its first check ends must not look alive.
   */
  readonly isProven: () => boolean;
  readonly log: Logger;
}

/** Proves every minute, to whoever watches the program, that it works; and every day that channels do. */
export class Proofs {
  readonly #stopping = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();
  /** Whether the last heartbeat failed: that is said once. */
  #isUnheard = false;

  constructor(private readonly options: ProofsOptions) {}

  start(): void {
    this.#ended = Promise.all([
      this.#everyMinute(() => this.#beat()),
      this.#everyMinute(() => this.#sendCanaries()),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #everyMinute(act: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await act();
      await this.options.clock.after(MINUTE_MS, signal);
    }
  }

  async #beat(): Promise<void> {
    const { heartbeatUrl, ask, isProven, log } = this.options;
    if (heartbeatUrl === undefined || !isProven()) return;
    const problem = await heartbeat(ask(this.#stopping.signal), heartbeatUrl);
    if (problem !== null && !this.#isUnheard && !this.#stopping.signal.aborted) {
      log.warn("HEARTBEAT_URL is not reached: {problem}", { problem });
    }
    this.#isUnheard = problem !== null;
  }

  async #sendCanaries(): Promise<void> {
    const { store, clock, newId, log } = this.options;
    try {
      if (dueCanaries(store.state, clock.now()).length === 0) return;
      if (!canaryFires(clock.now())) return log.error("The canary's alarm did not fire");
      await store.change((state) => {
        const at = new Date(clock.now()).toISOString();
        const events = dueCanaries(state, clock.now()).map(({ id }): Event => ({
          type: "channelTested",
          delivery: {
            ...newDelivery(`fire_canary_${newId()}`, id, at),
            isTest: true,
            isCanary: true,
          },
        }));
        return { events, result: undefined };
      });
    } catch (error) {
      if (!(error instanceof StoreFailedError)) log.error("No canary: {error}", { error });
    }
  }
}

/** Null once it was heard; else why not, without the address, which may be a secret. */
async function heartbeat(ask: Ask, url: string): Promise<string | null> {
  try {
    const { address, headers } = withoutLogin(url);
    const { status } = await ask(address, { method: "GET", headers });
    return status >= 200 && status < 300 ? null : `it answered with status ${status}`;
  } catch (error) {
    return error instanceof NoAnswer ? error.message : "the request failed";
  }
}

/** An address with a login in it, as a request carries that: in a header. */
function withoutLogin(address: string): {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { address, headers: {} };
  const login = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  [url.username, url.password] = ["", ""];
  return { address: url.href, headers: { authorization: `Basic ${login}` } };
}

/** A percent sign that escapes nothing is one of the password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The channels whose canary of today did not go out yet; `now` in milliseconds. */
function dueCanaries({ channels, outbox }: State, now: number): StoredChannel[] {
  return channels.filter(({ id, enabled, canary }) => {
    if (!enabled || canary === undefined) return false;
    const [hour = 0, minute = 0] = canary.at.split(":").map(Number);
    const { at } = namedMoment({ ...wallTimeAt(now, canary.zone), hour, minute }, canary.zone);
    const isSent = (each: Delivery) =>
      each.isCanary && each.channelId === id && Date.parse(each.dueSince) >= at;
    return now >= at && !outbox.some(isSent);
  });
}

/** Whether an alarm that must fire does, as any other. */
function canaryFires(now: number): boolean {
  const createdAt = new Date(now).toISOString();
  const handling = { note: "", mode: "once", cooldownSeconds: 0, expiresAt: null } as const;
  const alarm = {
    ...{ ...UNTOUCHED, ...rehearsalAt(2), ...handling, id: "alarm_canary", createdAt },
    conditionMet: false,
  };
  const { reason } = evaluate(alarm, {
    ...{ symbol: "CANARY", now, previous: 1, previousAt: now - 1 },
    ...{ previousMax: 1, previousMin: 1, maxPrice: 3, minPrice: 1 },
    ...{ history: NO_HISTORY, isUnwatched: () => false },
    observation: { price: 3, at: now },
  });
  return reason === "fired";
}

interface Notice {
  readonly kind: Trouble;
  readonly title: string;
  readonly text: string;
  /** Not over this one: it is what does not work. */
  readonly except?: string;
}

interface TroublesOptions {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  /** A new unique id without prefix. */
  readonly newId: () => string;
  readonly log: Logger;
}

/** A source may fail so long before anybody is called, in milliseconds: most come back by themselves. */
const SILENT_MS = 5 * MINUTE_MS;
/** More of a kind at once are counted, not listed. */
const MOST_LISTED = 10;

/** Tells of trouble of the program itself, over the channels that are told of such things. */
export class Troubles {
  /** What was told already, and is not over yet. */
  readonly #told = new Set<string>();
  readonly #under = new Set<Promise<void>>();
  /** Up to when it is known which alarms have expired, in milliseconds. */
  #expiredTo: number;

  constructor(private readonly options: TroublesOptions) {
    // What expired while the program was not running is told too.
    this.#expiredTo = newestMoment(options.store.state) ?? options.clock.now();
  }

  start(): void {
    this.options.store.onCommitted(
      ({ events, before }) => events.forEach((event) => this.#hear(event, before)),
      ["channelUpdated", "pairTroubled"],
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#under);
  }

  /** The program runs again after an end that nobody asked for. */
  restarted(): void {
    const text = "It had ended without being stopped. What happened meanwhile is looked up.";
    this.#tell({ kind: "restart", title: "The program was started again", text });
  }

  /** Looks at the program's status, after each check. */
  look(status: Status): void {
    const now = this.options.clock.now();
    for (const { name, failingSince, problem } of status.sources) {
      const isSilent = failingSince !== null && now - Date.parse(failingSince) >= SILENT_MS;
      this.#tellOnce(`source ${name}`, isSilent, () => ({
        kind: "source",
        title: `${SOURCE_LABELS[name]} does not answer`,
        text: `No prices since ${failingSince?.slice(0, 16).replace("T", " ")} UTC: ${problem}`,
      }));
    }
    this.#tellOnce("disk", status.diskProblem !== null, () => ({
      kind: "disk",
      title: "The disk is nearly full",
      text: status.diskProblem ?? "",
    }));
    this.#lookAtPairs(status);
    this.#lookAtExpired(now);
  }

  /** While a whole source is silent, that is told and not each of its pairs. */
  #lookAtPairs({ noData, sources }: Status): void {
    const silent = new Set(
      sources.filter((source) => source.failingSince !== null).map(({ name }) => name),
    );
    const { pairs } = this.options.store.state;
    const fresh = [...pairs.values()].filter(({ symbol, source }) => {
      // What was told of it before stands: it is no news when its source is back before it is.
      return !silent.has(source) && this.#isNews(`pair ${symbol}`, noData[symbol] !== undefined);
    });
    if (fresh.length === 0) return;
    const names = listed(fresh.map(titleOfPair));
    const text = "Alarms on it cannot fire until there is a price again.";
    this.#tell({ kind: "pair", title: `No data of ${names}`, text });
  }

  #lookAtExpired(now: number): void {
    const from = this.#expiredTo;
    this.#expiredTo = Math.max(from, now);
    const expired = [...this.options.store.state.pairs.values()].flatMap((pair) =>
      pair.alarms.filter(({ expiresAt, fireCount }) => {
        const at = expiresAt === null ? NaN : Date.parse(expiresAt);
        return at > from && at <= now && fireCount === 0;
      }).map((alarm) => describeAlarm(alarm, titleOfPair(pair)))
    );
    if (expired.length === 0) return;
    const title = expired.length === 1
      ? "An alarm expired without ringing"
      : `${expired.length} alarms expired without ringing`;
    this.#tell({ kind: "expired", title, text: listed(expired) });
  }

  #hear(event: Event, before: State): void {
    if (event.type === "pairTroubled" && event.trouble !== null) {
      const { kind, reason } = event.trouble;
      const pair = titleOfSymbol(event.symbol, before.pairs.get(event.symbol));
      const text = reason.replaceAll(event.symbol, pair);
      this.#tell({ kind: "pair", title: `${pair} is ${kind}`, text });
    }
    if (event.type !== "channelUpdated" || event.by !== "program") return;
    const { id, name, enabled, state } = event.channel;
    const former = before.channels.find((channel) => channel.id === id);
    // Nothing is broken where somebody is not let in any more.
    if (enabled || former?.enabled !== true || state.disabledReason === OWNER_IS_OUT) return;
    const text = `${state.disabledReason ?? ""}. Repair it on the page Channels.`;
    const title = `The channel ${name} was switched off`;
    this.#tell({ kind: "channel", title, text, except: id });
  }

  #tellOnce(what: string, isTrouble: boolean, notice: () => Notice): void {
    if (this.#isNews(what, isTrouble)) this.#tell(notice());
  }

  /** Whether it is trouble, and was not told since it began. */
  #isNews(what: string, isTrouble: boolean): boolean {
    if (!isTrouble) this.#told.delete(what);
    if (!isTrouble || this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }

  #tell({ kind, title, text, except }: Notice): void {
    const { store, clock, newId, log } = this.options;
    const isTold = ({ id, enabled, troubles }: StoredChannel) =>
      enabled && id !== except && (troubles ?? []).includes(kind);
    if (!store.state.channels.some(isTold)) return;
    const [id, at] = [`trouble_${newId()}`, new Date(clock.now()).toISOString()];
    const work: Promise<void> = store.change(({ channels }) => {
      const deliveries = channels.filter(isTold).map((channel) => ({
        ...newDelivery(id, channel.id, at),
        notice: { kind, title, text },
      }));
      return { events: [{ type: "troubleFound", deliveries }], result: undefined };
    }).catch((error) => {
      // A store that takes nothing more is told on every screen.
      if (error instanceof StoreFailedError) return;
      log.error("A trouble is not told: {error}", { error });
    }).finally(() => this.#under.delete(work));
    this.#under.add(work);
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** When the program was last known to run, in milliseconds. */
function newestMoment({ pairs }: { readonly pairs: ReadonlyMap<string, Pair> }): number | null {
  const moments = [...pairs.values()].map(({ lastUpdate }) => Date.parse(lastUpdate ?? ""));
  const known = moments.filter((at) => !Number.isNaN(at));
  return known.length === 0 ? null : Math.max(...known);
}
