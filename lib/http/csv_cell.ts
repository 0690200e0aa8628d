/** What a spreadsheet would carry out, and the apostrophe that keeps it from that. */
const RISKY = /^['=+\-@\t\r]/;

/**
 * A cell of a CSV (RFC 4180). One that begins like a formula would be carried out by a spreadsheet: an
 * apostrophe makes it text, and one that begins with an apostrophe gets another, so that it comes back.
 */
export function csvCell(text: string): string {
  const harmless = RISKY.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that a cell was made of; a person's own apostrophe stays. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Cells as a line of CSV. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
