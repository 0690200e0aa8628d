import { Signal } from "@preact/signals";
import {
  type ComponentChildren,
  type ComponentType,
  createContext,
  Fragment,
  h,
  isValidElement,
  toChildArray,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";
import type { IslandRef } from "./snapshot.ts";

/** Server-rendered content handed to an island. */
interface Slot {
  content: ComponentChildren;
  /** Whether the island shows it already; otherwise it travels in a template. */
  rendered: boolean;
}

/** What one document collects while it is rendered. */
export interface RenderState {
  nonce: string;
  /** Of the page: links to it and to what is above it are marked. */
  pathname: string;
  search: string;
  islands: { ref: IslandRef; props: Record<string, unknown> }[];
  slots: Slot[];
  head: VNode[];
}

let current: RenderState | null = null;

/** Runs a synchronous rendering with `state` as the current one. */
export function withRenderState<T>(state: RenderState, render: () => T): T {
  const before = current;
  current = state;
  try {
    return render();
  } finally {
    current = before;
  }
}

/** The state of the rendering in progress, or null outside of one. */
export function renderState(): RenderState | null {
  return current;
}

const InsideIsland = createContext(false);

/** Vnodes that the render hook leaves as they are. */
export const untouched = new WeakSet<object>();

/** What stands in for an island on the server. */
interface BoundaryProps {
  island: IslandRef;
  component: ComponentType;
  props: Record<string, unknown>;
}

/** Renders an island between two comments, by which the browser finds it. */
export function IslandBoundary({ island, component, props }: BoundaryProps): VNode {
  const inside = useContext(InsideIsland);
  const state = renderState();
  if (inside || state === null) return plain(component, props);
  const received = withSlots(props, state.slots);
  const id = state.islands.push({ ref: island, props: received }) - 1;
  const content = h(InsideIsland.Provider, { value: true, children: plain(component, received) });
  return between(`fresh:island:${id}`, content);
}

/** Renders what an island was handed, again as ordinary server content. */
function SlotBoundary({ id }: { id: number }): VNode | null {
  const slot = renderState()?.slots[id];
  if (slot === undefined) return null;
  slot.rendered = true;
  const content = h(InsideIsland.Provider, { value: false, children: slot.content });
  return between(`fresh:slot:${id}`, content);
}

/** Collects the children of `Head` for the document's head. */
export function HeadCollector({ children }: { children?: ComponentChildren }): null {
  const state: RenderState | null = renderState();
  state?.head.push(...toChildArray(children).filter((child) => typeof child === "object"));
  return null;
}

function plain(component: ComponentType, props: Record<string, unknown>): VNode {
  const vnode = h(component, props);
  untouched.add(vnode);
  return vnode;
}

function between(name: string, content: ComponentChildren): VNode {
  return h(Fragment, null, comment(name), content, comment(`/${name}`));
}

// preact-render-to-string writes a comment for a fragment with this prop.
function comment(text: string): VNode {
  return h(Fragment, { UNSTABLE_comment: text } as object);
}

/** Whether a value is JSX; signals look like it, since Preact renders them as text. */
function isJsx(value: unknown): value is VNode {
  return !(value instanceof Signal) && typeof value === "object" && value !== null &&
    "type" in value && "props" in value && isValidElement(value);
}

/** The number of the slot a vnode stands for, or null. */
function slotIdOf(vnode: VNode): number | null {
  return vnode.type === SlotBoundary ? (vnode as VNode<{ id: number }>).props.id : null;
}

/** Replaces JSX among an island's props with numbered slots. */
function withSlots(props: Record<string, unknown>, slots: Slot[]): Record<string, unknown> {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.some(holdsJsx) ? value.map(replace) : value;
    if (!isJsx(value) || slotIdOf(value) !== null) return value;
    return h(SlotBoundary, { id: addSlot(slots, value) });
  };
  return Object.fromEntries(Object.entries(props).map(([key, value]) => [key, replace(value)]));
}

function addSlot(slots: Slot[], content: ComponentChildren): number {
  return slots.push({ content, rendered: false }) - 1;
}

function holdsJsx(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsJsx) : isJsx(value);
}

/** A value in the table: JSON as it is, an object of references, or a tagged array. */
export type Cell = string | number | boolean | null | Record<string, number> | unknown[];

/** An object that has its number, and whose cell is not written yet. */
interface Pending {
  readonly id: number;
  readonly value: object;
  readonly island: string;
  readonly path: string;
}

/**
 * Writes values into one table of cells that refer to each other by number, so that what several
 * islands share stays shared, and cycles end. `browser/boot.ts` is its counterpart.
 */
export class Serializer {
  readonly cells: Cell[] = [];
  readonly #seen = new Map<unknown, number>();
  #pending: Pending[] = [];

  constructor(private readonly slots: Slot[]) {}

  /** Gives the props of an island a number; `steps` writes what they hold. */
  addProps(island: string, props: Record<string, unknown>): number {
    return this.#reserve(props, island, "");
  }

  /** Writes what has a number, and all that it holds. @throws {TypeError} at what cannot cross */
  *steps(): Generator<void, void, void> {
    while (this.#pending.length > 0) {
      const pending = this.#pending;
      this.#pending = [];
      for (const { id, value, island, path } of pending) {
        this.cells[id] = this.#objectCell(value, island, path);
        yield;
      }
    }
  }

  #add(value: unknown, island: string, path: string): number {
    const known = this.#seen.get(value);
    if (known !== undefined && !Object.is(value, -0)) return known;
    if (typeof value === "object" && value !== null) return this.#reserve(value, island, path);
    const id = this.cells.push(plainCell(value, island, path)) - 1;
    if (!Object.is(value, -0)) this.#seen.set(value, id);
    return id;
  }

  // The number is given out before the content is known: the content may refer back to it.
  #reserve(value: object, island: string, path: string): number {
    const id = this.cells.push(null) - 1;
    this.#seen.set(value, id);
    this.#pending.push({ id, value, island, path });
    return id;
  }

  #objectCell(value: object, island: string, path: string): Cell {
    const add = (item: unknown, key: unknown) => this.#add(item, island, `${path}[${key}]`);
    if (value instanceof Signal) return [signalTag(value), add(value.peek(), "value")];
    if (isJsx(value)) return ["slot", slotIdOf(value) ?? addSlot(this.slots, value)];
    if (Array.isArray(value)) {
      const items = Array.from(value, (item, i) => i in value ? add(item, i) : -1);
      return ["array", ...items];
    }
    if (value instanceof Date) return ["date", value.getTime()];
    if (value instanceof URL) return ["url", value.href];
    if (value instanceof RegExp) return ["regexp", value.source, value.flags];
    if (value instanceof Uint8Array) return ["bytes", value.toBase64()];
    if (value instanceof Set) return ["set", ...[...value].map(add)];
    if (value instanceof Map) return ["map", ...[...value].flat().map(add)];
    return this.#object(value, island, path);
  }

  #object(value: object, island: string, path: string): Record<string, number> {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      throw refusal(`an instance of ${value.constructor?.name}`, island, path);
    }
    const entries = Object.entries(value).map(([key, item]) =>
      [key, this.#add(item, island, path === "" ? key : `${path}.${key}`)] as const
    );
    return Object.fromEntries(entries);
  }
}

/** The cell of what holds nothing else. */
function plainCell(value: unknown, island: string, path: string): Cell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return plainNumber(value) ? value : ["number", numeral(value)];
  if (value === undefined) return ["undefined"];
  if (typeof value === "bigint") return ["bigint", String(value)];
  throw refusal(`a ${typeof value}`, island, path);
}

const plainNumber = (value: number) => Number.isFinite(value) && !Object.is(value, -0);

const numeral = (value: number) => Object.is(value, -0) ? "-0" : String(value);

// Only the class of writable signals is exported; computed ones extend it.
const signalTag = (value: Signal) =>
  Object.getPrototypeOf(value) === Signal.prototype ? "signal" : "computed";

function refusal(what: string, island: string, path: string): TypeError {
  return new TypeError(
    `Cannot pass ${what} to the browser as prop "${path}" of island "${island}"; pass plain data`,
  );
}

/** JSON that cannot end the script tag it stands in. */
export function scriptSafeJson(value: unknown): string {
  const escapes: Record<string, string> = {
    "<": "\\u003c",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
  };
  return JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (char) => escapes[char] ?? char);
}

/** So many items of a list are one piece of its text. */
const ITEMS_A_PIECE = 500;

/** The same of a long list, piece by piece. */
export function* scriptSafeList(items: readonly unknown[]): Generator<void, string, void> {
  const pieces: string[] = [];
  for (let from = 0; from < items.length; from += ITEMS_A_PIECE) {
    pieces.push(scriptSafeJson(items.slice(from, from + ITEMS_A_PIECE)).slice(1, -1));
    yield;
  }
  return `[${pieces.join(",")}]`;
}
