import { Refusal } from "./refusal.ts";

/** Does something for one item of a list. @throws {Refusal} with the item's place in its message and field */
export function atItem<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = error.field === undefined ? path : `${path}.${error.field}`;
    throw new Refusal(error.code, `${path}: ${error.message}; nothing was changed`, field);
  }
}
