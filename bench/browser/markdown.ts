/** A Markdown table; the first column is text, the others are numbers. */
export function markdown(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const lines = [head, head.map((_, column) => column === 0 ? "---" : "---:"), ...rows];
  return lines.map((cells) => `| ${cells.map(textOf).join(" | ")} |`).join("\n");
}

function textOf(cell: string | number): string {
  return typeof cell === "number" ? cell.toLocaleString("en") : cell;
}
