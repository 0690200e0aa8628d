import { computed, signal } from "@preact/signals";
import type { Cell } from "../render/render_state.ts";

/** Turns the server's table of cells back into values; a cell becomes one value, however often used. */
export class Reviver {
  readonly #values = new Map<number, unknown>();

  constructor(private readonly cells: Cell[], private readonly slot: (id: number) => unknown) {}

  value(id: number): unknown {
    if (this.#values.has(id)) return this.#values.get(id);
    const cell = this.cells[id];
    if (Array.isArray(cell)) return this.#tagged(id, cell[0], cell.slice(1));
    if (typeof cell !== "object" || cell === null) return this.#keep(id, cell);
    const object = this.#keep(id, {});
    for (const [key, item] of Object.entries(cell)) {
      const value = this.value(item);
      // Not an assignment: the key may be "__proto__".
      Object.defineProperty(object, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  }

  // Containers are kept before they are filled, so that a cycle finds them.
  #tagged(id: number, tag: unknown, rest: unknown[]): unknown {
    const refs = rest as number[];
    switch (tag) {
      case "array":
        return this.#array(this.#keep(id, new Array(refs.length)), refs);
      case "set":
        return this.#set(this.#keep(id, new Set()), refs);
      case "map":
        return this.#map(this.#keep(id, new Map()), refs);
      case "signal":
        return this.#signal(id, refs[0] as number);
      case "computed":
        return this.#keep(id, computed(() => this.value(refs[0] as number)));
      case "slot":
        return this.#keep(id, this.slot(refs[0] as number));
      default:
        return this.#keep(id, reviveScalar(tag, rest));
    }
  }

  #keep<T>(id: number, value: T): T {
    this.#values.set(id, value);
    return value;
  }

  #array(array: unknown[], refs: number[]): unknown[] {
    refs.forEach((ref, i) => {
      if (ref >= 0) array[i] = this.value(ref);
    });
    return array;
  }

  #set(set: Set<unknown>, refs: number[]): Set<unknown> {
    for (const ref of refs) set.add(this.value(ref));
    return set;
  }

  #map(map: Map<unknown, unknown>, refs: number[]): Map<unknown, unknown> {
    for (let i = 0; i < refs.length; i += 2) {
      map.set(this.value(refs[i] as number), this.value(refs[i + 1] as number));
    }
    return map;
  }

  #signal(id: number, ref: number): unknown {
    const result = this.#keep(id, signal<unknown>(undefined));
    result.value = this.value(ref);
    return result;
  }
}

function reviveScalar(tag: unknown, [first, second]: unknown[]): unknown {
  switch (tag) {
    case "number":
      return Number(first);
    case "bigint":
      return BigInt(first as string);
    case "date":
      return new Date(first === null ? NaN : first as number);
    case "url":
      return new URL(first as string);
    case "regexp":
      return new RegExp(first as string, second as string);
    case "bytes":
      return Uint8Array.from(atob(first as string), (char) => char.charCodeAt(0));
    default:
      return undefined;
  }
}
