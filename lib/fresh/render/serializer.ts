import { Signal } from "@preact/signals";
import type { Slot } from "./render_state.ts";
import { addSlot, isJsx, slotIdOf } from "./slots.ts";

/** A value in the table: JSON as it is, an object of references, or a tagged array. */
export type Cell = string | number | boolean | null | Record<string, number> | unknown[];

/**
 * Writes values into one table of cells that refer to each other by number, so that what several
 * islands share stays shared, and cycles end. `browser/revive.ts` is its counterpart.
 */
export class Serializer {
  readonly cells: Cell[] = [];
  readonly #slots: Slot[];
  readonly #seen = new Map<unknown, number>();

  constructor(slots: Slot[]) {
    this.#slots = slots;
  }

  /** Adds the props of an island and returns the number of their cell. */
  addProps(island: string, props: Record<string, unknown>): number {
    return this.#reserve(props, () => this.#object(props, island, ""));
  }

  #add(value: unknown, island: string, path: string): number {
    const known = this.#seen.get(value);
    if (known !== undefined && !Object.is(value, -0)) return known;
    return this.#reserve(value, () => this.#cell(value, island, path));
  }

  // The number is given out before the content is known: the content may refer back to it.
  #reserve(value: unknown, cell: () => Cell): number {
    const id = this.cells.push(null) - 1;
    if (!Object.is(value, -0)) this.#seen.set(value, id);
    this.cells[id] = cell();
    return id;
  }

  #cell(value: unknown, island: string, path: string): Cell {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return plainNumber(value) ? value : ["number", numeral(value)];
    if (value === undefined) return ["undefined"];
    if (typeof value === "bigint") return ["bigint", String(value)];
    if (typeof value === "object") return this.#objectCell(value, island, path);
    throw refusal(`a ${typeof value}`, island, path);
  }

  #objectCell(value: object, island: string, path: string): Cell {
    const add = (item: unknown, key: unknown) => this.#add(item, island, `${path}[${key}]`);
    if (value instanceof Signal) return [signalTag(value), add(value.peek(), "value")];
    if (isJsx(value)) return ["slot", slotIdOf(value) ?? addSlot(this.#slots, value)];
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
