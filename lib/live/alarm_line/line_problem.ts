/** Why a line cannot be read; thrown inside the parser only. */
export class LineProblem extends Error {
  override readonly name = "LineProblem";
  constructor(
    /** The piece of the line that is wrong, as typed; "" when something is missing at its end. */
    readonly piece: string,
    message: string,
  ) {
    super(message);
  }
}
