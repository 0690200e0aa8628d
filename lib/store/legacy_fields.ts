import { isoTime } from "./iso_time.ts";

/** An object of the earlier program's file. Its names changed between versions, so each field has several. */
export type LegacyObject = Readonly<Record<string, unknown>>;

/** The first of these members that is there. */
export function pick(object: LegacyObject, ...names: readonly string[]): unknown {
  return names.map((name) => object[name]).find((value) => value !== undefined && value !== null);
}

/** A positive number, also one written as text; null for anything else. */
export function positive(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && number > 0 && number < Infinity ? number : null;
}

/** Unix seconds as ISO 8601 in UTC; null for anything else. */
export function timeOfSeconds(value: unknown): string | null {
  const seconds = positive(value);
  return seconds === null || seconds > 253402300799 ? null : isoTime(Math.round(seconds * 1000));
}

/** A text that is not empty; null for anything else. */
export function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
