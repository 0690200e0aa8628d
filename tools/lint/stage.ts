/** One row of "who may import whom". */
export interface Stage {
  readonly name: string;
  /** Files; `folder/` for all that is in a folder, `folder/*` for the files directly in it. */
  readonly paths: readonly string[];
  /** Names of the stages it may import, beside itself. */
  readonly may: readonly string[];
  /** Names of the stages it may import types from, beside those. */
  readonly mayTypes?: readonly string[];
  /** Runs in the browser too, so `node:` modules are out of reach. */
  readonly browser?: true;
  /** What to do instead of a forbidden import. */
  readonly remedy: string;
}
