import type { Measured } from "./measure.ts";

/** One line of the table. */
export interface Row extends Measured {
  readonly name: string;
  /** Name of the row that this one is compared with. */
  readonly against?: string;
  /** What one run writes to the disk, sends or keeps, in bytes. */
  readonly bytes?: number;
}
