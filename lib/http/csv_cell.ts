/** Signs of a formula (full-width and small forms count as the plain ones), and a person's own apostrophe. */
const SIGNS = String.raw`'=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b`;
/** Where a spreadsheet may begin to carry text out: at the beginning of a cell, */
const START = new RegExp(`^(?= *[${SIGNS}\\t\\r\\n])`);
/** and behind what one that expects other separators takes for its end. */
const INSIDE = new RegExp(`[;\\t\\r\\n](?= *[${SIGNS}])`, "g");
const GUARDED_START = new RegExp(`^'(?= *[${SIGNS}\\t\\r\\n])`);
const GUARDED_INSIDE = new RegExp(`([;\\t\\r\\n])'(?= *[${SIGNS}])`, "g");

/**
 * A cell of a CSV (RFC 4180). What a spreadsheet would carry out gets an apostrophe before it, which
 * makes it text; what has one already gets another, so that it comes back as it was.
 */
export function csvCell(text: string): string {
  const harmless = text.replace(START, "'").replaceAll(INSIDE, "$&'");
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that a cell was made of; a person's own apostrophe stays. */
export function textOfCell(cell: string): string {
  return cell.replace(GUARDED_START, "").replaceAll(GUARDED_INSIDE, "$1");
}

/** Cells as a line of CSV. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
