const LONGEST_QUOTATION = 200;

/** Foreign text made fit for a message or a log: without keys, addresses and control characters, on one short line. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== "") clean = clean.replaceAll(secret, "[key]");
  }
  clean = clean
    .replaceAll(/\bCG-[\w-]+/g, "[key]")
    .replaceAll(/(?:\b[a-z][a-z+.-]{0,30})?:\/\/[^\s)"'<>]+/gi, "[address]")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .replace(/\.{1,20}$/, "");
  return clean.length > LONGEST_QUOTATION ? `${clean.slice(0, LONGEST_QUOTATION)}…` : clean;
}
