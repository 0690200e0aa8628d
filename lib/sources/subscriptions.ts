import type { StreamTools } from "./price_stream.ts";
import type { StreamProtocol } from "./stream_protocol.ts";

export interface SubscriptionsOptions {
  readonly protocol: StreamProtocol;
  readonly send: (text: string) => void;
  readonly nextId: () => number;
  readonly after: Required<StreamTools>["after"];
  /** The source does not stream it. */
  readonly onRefused: (key: string, reason: string) => void;
  /** A request got no answer. */
  readonly onUnanswered: () => void;
}

const ANSWER_MS = 10_000;

interface Request {
  readonly id: number;
  readonly unanswered: Set<string>;
}

/**
 * Brings what is subscribed in line with what is wanted, one request at a time: a refusal that names no pair is about
 * the last request, which is then made again in halves until the bad pair is known.
 */
export class Subscriptions {
  readonly #wanted = new Set<string>();
  #waiting: string[][] = [];
  #request: Request | null = null;
  #isOpen = false;
  #stopWaiting = () => {};

  constructor(private readonly options: SubscriptionsOptions) {}

  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** The connection is new: nothing is subscribed. */
  opened(): void {
    this.#isOpen = true;
    this.#forgetRequest();
    this.#waiting = this.#parts([...this.#wanted]);
    this.#next();
  }

  /** Nothing that was asked will be answered. */
  lost(): void {
    this.#isOpen = false;
    this.#forgetRequest();
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
      this.#request?.unanswered.delete(key);
    }
    if (!this.#isOpen) return;
    for (const part of this.#parts(keys)) send(protocol.unsubscribe(part, nextId()));
    this.#next();
  }

  subscribed(keys: readonly string[]): void {
    for (const key of keys) this.#request?.unanswered.delete(key);
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
    const bad = keys ?? this.#halve();
    for (const key of bad) {
      this.#request?.unanswered.delete(key);
      if (this.#wanted.has(key)) this.options.onRefused(key, reason);
    }
    this.#next();
  }

  /** The only key of the last request; of more than one, halves are asked for anew. */
  #halve(): readonly string[] {
    const keys = [...this.#request?.unanswered ?? []];
    this.#request = null;
    if (keys.length <= 1) return keys;
    const middle = Math.ceil(keys.length / 2);
    this.#waiting.unshift(keys.slice(0, middle), keys.slice(middle));
    return [];
  }

  #next(): void {
    const { protocol, send, nextId, after, onUnanswered } = this.options;
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
