import type { Signal } from "@preact/signals";
import { coalesced } from "./coalesced.ts";
import type { Model } from "./model.ts";

/**
 * Shows a page's model no more often than the screen is drawn: prices that come in between are
 * taken together, and no drawing waits for them. What is no price is shown at once, so that nothing
 * waits to ring.
 */
export class PacedModel {
  #newest: Model;
  readonly #showNewest: () => void;

  /** @param afterDrawing runs something after the next drawing of the screen */
  constructor(
    private readonly shown: Signal<Model>,
    afterDrawing: (run: () => void) => void,
  ) {
    this.#newest = shown.value;
    this.#showNewest = coalesced(() => this.shown.value = this.#newest, afterDrawing);
  }

  /** The model with everything that was heard. */
  get value(): Model {
    return this.#newest;
  }

  /** Shows this now, with all that waited. */
  show(model: Model): void {
    this.#newest = model;
    this.shown.value = model;
  }

  /** Shows this after the next drawing, with all that comes until then. */
  showSoon(model: Model): void {
    this.#newest = model;
    this.#showNewest();
  }
}
