/** Text out of bytes, or what the bytes are instead: the end of a sentence that begins with their name. */
type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** Marks at the beginning of a text that name its encoding; the longer ones first. */
const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];
/** Beginnings of files that people take for text. */
const OTHERS: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ["is a spreadsheet's own file or an archive, no text", [0x50, 0x4b, 3, 4]],
  ["is an older spreadsheet's own file, no text", [0xd0, 0xcf, 0x11, 0xe0]],
  ["is compressed (gzip), no text", [0x1f, 0x8b]],
];
/** How much of the beginning shows whether every other byte is zero. */
const LOOK_BYTES = 4096;

/**
 * Decodes text as its byte order mark says, else as `declared` (the `charset` of a content type), else
 * as UTF-8. Bytes that are not valid in their encoding are never replaced by something else.
 */
export function decodeText(bytes: Uint8Array, declared: string | null = null): DecodedText {
  const beginsWith = (mark: readonly number[]) => mark.every((byte, at) => bytes[at] === byte);
  const other = OTHERS.find(([, mark]) => beginsWith(mark))?.[0];
  if (other !== undefined) return refuse(other);
  const marked = MARKS.find(([, mark]) => beginsWith(mark))?.[0];
  if (marked !== undefined) return decodeAs(bytes, marked, "marked");
  const wide = wideEncoding(bytes);
  if (declared !== null) return decodeDeclared(bytes, declared, wide);
  if (wide !== null) return refuse(`looks like ${wide} without a byte order mark`);
  const text = strictly(bytes, "utf-8");
  return text === null ? refuse("is not valid UTF-8; it may be Windows-1252") : { ok: true, text };
}

/** The `charset` of a content type such as `text/csv; charset="windows-1252"`; null when it names none. */
export function charsetOf(contentType: string | null): string | null {
  const [, quoted, plain] = /;[ \t]*charset=(?:"([^"]{0,100})"|([^\s;"]{1,100}))/i
    .exec(contentType?.slice(0, 1000) ?? "") ?? [];
  return quoted ?? plain ?? null;
}

function refuse(problem: string): DecodedText {
  return { ok: false, problem };
}

/** A sender may be wrong about bytes of two a letter, or not tell which of the two comes first. */
function decodeDeclared(bytes: Uint8Array, declared: string, wide: string | null): DecodedText {
  const decoded = decodeAs(bytes, declared, "declared");
  if (!decoded.ok) return decoded;
  const { encoding } = new TextDecoder(declared.trim());
  const shown = shownName(declared.trim().toLowerCase());
  if (wide !== null && encoding !== wide.toLowerCase()) {
    return refuse(`is declared as ${shown} and looks like ${wide}`);
  }
  const isVague = encoding === "utf-16le" && !/le$/i.test(declared.trim());
  if (!isVague || wide !== null || bytes.length === 0) return decoded;
  return refuse(`is declared as ${shown} and has no byte order mark`);
}

function decodeAs(bytes: Uint8Array, encoding: string, by: "marked" | "declared"): DecodedText {
  const name = encoding.trim().toLowerCase();
  // The web's name for Windows-1252 too, which would let through what is no ASCII.
  const isBeyond = /^(us-)?ascii$/.test(name) && bytes.some((byte) => byte > 0x7f);
  const shown = shownName(name.slice(0, 40));
  if (!isKnown(name)) return refuse(`is ${by} as ${shown}, which cannot be read`);
  const text = isBeyond ? null : strictly(bytes, name);
  return text === null ? refuse(`is ${by} as ${shown} and is not valid in it`) : { ok: true, text };
}

function isKnown(label: string): boolean {
  try {
    // Its letters are nobody's.
    return new TextDecoder(label).encoding !== "x-user-defined";
  } catch {
    return false;
  }
}

/** Without its byte order mark; null when it is not valid. */
function strictly(bytes: Uint8Array, name: string): string | null {
  try {
    const decoder = new TextDecoder(name, { fatal: true });
    const text = decoder.decode(bytes);
    // Bytes that stand for nothing there become control characters, which nobody types.
    const isHollow = decoder.encoding.startsWith("windows-125") && /[\u0080-\u009f]/.test(text);
    return isHollow ? null : text;
  } catch {
    return null;
  }
}

/** Ordinary text in UTF-16 has a zero in every other byte, and none between them. */
function wideEncoding(bytes: Uint8Array): string | null {
  const looked = bytes.subarray(0, LOOK_BYTES);
  const even = looked.filter((byte, at) => byte === 0 && at % 2 === 0).length;
  const odd = looked.filter((byte, at) => byte === 0 && at % 2 === 1).length;
  if (Math.min(even, odd) > 0 || Math.max(even, odd) <= looked.length / 4) return null;
  return odd > 0 ? "UTF-16LE" : "UTF-16BE";
}

function shownName(encoding: string): string {
  return encoding.replace(/^utf/, "UTF").replace(/^windows/, "Windows")
    .replace(/(16|32)(le|be)$/, (_, size, order) => size + order.toUpperCase());
}
