import { DamagedFileError, type StoredState } from "./decode_store.ts";

/** A state made from the earlier program's file, and what could not be taken over. */
export interface Imported {
  readonly stored: StoredState;
  readonly skipped: readonly string[];
}

/** Reads the layout `{"assets", "alarms", "price_history"}`; `now` in milliseconds. */
export function importLegacy(_content: Record<string, unknown>, _now: number): Imported {
  throw new DamagedFileError("it has the layout of an earlier program");
}
