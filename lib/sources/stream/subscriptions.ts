import { halves } from "@/lib/sources/http/exchange.ts";
import type { StreamProtocol, StreamTools } from "./protocol.ts";

interface SubscriptionsOptions {
  readonly protocol: StreamProtocol;
  readonly send: (text: string) => void;
  readonly nextId: () => number;
  readonly after: Required<StreamTools>["after"];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The source does not stream it. */
  readonly onRefused: (key: string, reason: string) => void;
  /** A request got no answer, or the source wants to be left alone for a while. */
  readonly onUnanswered: () => void;
}

const ANSWER_MS = 10_000;
/** A refused key is asked for again with the first connection after this time: it may be listed by then. */
const REFUSED_MS = 60 * 60_000;
/** So many connections may break over one request before it is taken for the reason. */
const LOSSES_BLAMED = 3;
/** A refusal that says nothing about the keys that were asked for. */
const TOO_MUCH = /\brate|too (?:many|fast|often)|limit exceeded|slow down/i;

/**
 * Brings what is subscribed in line with what is wanted, one request at a time: a refusal that names no pair is about
 * the last request, which is then made again in halves until the bad pair is known. A source may close the connection
 * on each refusal, so what is known of the bad ones outlives it, and the others come first.
 */
export class Subscriptions {
  readonly #wanted = new Set<string>();
  readonly #refusedAt = new Map<string, number>();
  #waiting: string[][] = [];
  #request: { readonly id: number; readonly unanswered: Set<string> } | null = null;
  #isOpen = false;
  /** The request over which the last connection broke, and how many have broken over it. */
  #lostOver = { keys: "", times: 0 };
  #stopWaiting = () => {};

  constructor(private readonly options: SubscriptionsOptions) {}

  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** The connection is new: nothing is subscribed. */
  opened(): void {
    this.#isOpen = true;
    this.#forgetRequest();
    const suspected = this.#waiting.map((part) => part.filter((key) => this.#isAskedFor(key)))
      .filter((part) => part.length > 0);
    const apart = new Set(suspected.flat());
    const others = [...this.#wanted].filter((key) => this.#isAskedFor(key) && !apart.has(key));
    const isAgain = (key: string) => this.#refusedAt.has(key);
    this.#waiting = [
      ...this.#parts(others.filter((key) => !isAgain(key))),
      ...suspected,
      ...others.filter(isAgain).map((key) => [key]),
    ];
    this.#next();
  }

  /** Nothing that was asked will be answered. */
  lost(): void {
    this.#isOpen = false;
    const keys = [...this.#request?.unanswered ?? []];
    this.#forgetRequest();
    if (keys.length === 0) return;
    const name = keys.join();
    const times = this.#lostOver.keys === name ? this.#lostOver.times + 1 : 1;
    this.#lostOver = { keys: name, times };
    if (times < LOSSES_BLAMED) return void this.#waiting.unshift(keys);
    if (keys.length > 1) return void this.#waiting.unshift(...halves(keys));
    for (const key of keys) this.#refuse(key, "the connection breaks whenever it is asked for");
  }

  add(keys: readonly string[]): void {
    for (const key of keys) this.#wanted.add(key);
    if (!this.#isOpen) return;
    this.#waiting.push(...this.#parts(keys));
    this.#next();
  }

  remove(keys: readonly string[]): void {
    const { protocol, send, nextId } = this.options;
    for (const key of keys) {
      this.#wanted.delete(key);
      this.#refusedAt.delete(key);
      this.#request?.unanswered.delete(key);
    }
    if (!this.#isOpen) return;
    for (const part of this.#parts(keys)) send(protocol.unsubscribe(part, nextId()));
    this.#next();
  }

  subscribed(keys: readonly string[]): void {
    for (const key of keys) {
      this.#request?.unanswered.delete(key);
      this.#refusedAt.delete(key);
    }
    this.#next();
  }

  /** The request with this number was carried out; what it was about, where that was a subscription. */
  done(id: number): readonly string[] {
    if (this.#request?.id !== id) return [];
    const keys = [...this.#request.unanswered];
    this.subscribed(keys);
    return keys;
  }

  refused(keys: readonly string[] | null, reason: string): void {
    if (keys === null && TOO_MUCH.test(reason)) return this.options.onUnanswered();
    for (const key of keys ?? this.#blamed(reason)) {
      this.#request?.unanswered.delete(key);
      if (this.#wanted.has(key)) this.#refuse(key, reason);
    }
    this.#next();
  }

  #refuse(key: string, reason: string): void {
    this.#refusedAt.set(key, this.options.now());
    this.options.onRefused(key, reason);
  }

  #isAskedFor(key: string): boolean {
    const since = this.options.now() - (this.#refusedAt.get(key) ?? -Infinity);
    return this.#wanted.has(key) && (since < 0 || since >= REFUSED_MS);
  }

  /** The keys of the last request that the reason names, or its only key; of more than one, halves are asked for anew. */
  #blamed(reason: string): readonly string[] {
    const keys = [...this.#request?.unanswered ?? []];
    this.#request = null;
    if (keys.length <= 1) return keys;
    const words = new Set(reason.split(/[\s"'`,;()[\]]+/));
    const { named = [], others = [] } = Object.groupBy(
      keys,
      (key) => words.has(key) ? "named" : "others",
    );
    if (named.length > 0 && others.length > 0) this.#waiting.unshift(others);
    else this.#waiting.unshift(...halves(keys));
    return others.length > 0 ? named : [];
  }

  #next(): void {
    const { protocol, send, nextId, after, onUnanswered } = this.options;
    if (!this.#isOpen) return;
    if (this.#request !== null && this.#request.unanswered.size > 0) return;
    this.#forgetRequest();
    const keys = this.#waiting.shift()?.filter((key) => this.#wanted.has(key));
    if (keys === undefined) return;
    if (keys.length === 0) return this.#next();
    this.#request = { id: nextId(), unanswered: new Set(keys) };
    send(protocol.subscribe(keys, this.#request.id));
    this.#stopWaiting = after(ANSWER_MS, onUnanswered);
  }

  #forgetRequest(): void {
    this.#stopWaiting();
    this.#request = null;
  }

  #parts(keys: readonly string[]): string[][] {
    const size = this.options.protocol.keysPerRequest;
    const count = Math.ceil(keys.length / size);
    return Array.from({ length: count }, (_, part) => keys.slice(part * size, (part + 1) * size));
  }
}
