import assert from "node:assert/strict";
import fc from "fast-check";
import { charsetOf, decodeText } from "@/lib/text/text_encoding.ts";

const TEXT = '{"note":"Grüße: 5 €, żółć"}';
const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: readonly number[]) => new Uint8Array(values);

function utf16(text: string, order: "le" | "be"): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  [...Array(text.length).keys()].forEach((at) =>
    view.setUint16(at * 2, text.charCodeAt(at), order === "le")
  );
  return new Uint8Array(view.buffer);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const READ: readonly (readonly [says: string, bytes: Uint8Array, declared: string | null])[] = [
  ["UTF-8", utf8(TEXT), null],
  ["UTF-8 with its mark", utf8(`\ufeff${TEXT}`), null],
  ["UTF-16LE by its mark", joined(bytes(0xff, 0xfe), utf16(TEXT, "le")), null],
  ["UTF-16BE by its mark", joined(bytes(0xfe, 0xff), utf16(TEXT, "be")), null],
  ["a mark against what is declared", joined(bytes(0xff, 0xfe), utf16(TEXT, "le")), "utf-8"],
  ["UTF-16BE as declared", utf16(TEXT, "be"), "UTF-16BE"],
  ["UTF-16LE as declared", utf16(TEXT, "le"), "utf-16"],
];

for (const [says, bytes, declared] of READ) {
  Deno.test(`decodeText() reads ${says}`, () => {
    assert.deepEqual(decodeText(bytes, declared), { ok: true, text: TEXT });
  });
}

Deno.test("decodeText() reads the encodings of one byte a character as declared", () => {
  const text = (declared: string, ...values: number[]) => {
    const decoded = decodeText(bytes(...values), declared);
    return decoded.ok ? decoded.text : decoded.problem;
  };
  assert.equal(text("windows-1252", 0x35, 0x20, 0x80, 0xe9), "5 €é");
  assert.equal(text(" ISO-8859-1 ", 0x47, 0x72, 0xfc, 0xdf, 0x65), "Grüße");
  assert.equal(text("iso-8859-2", 0xb3, 0xf3), "łó");
  assert.equal(text("windows-1251", 0xcf, 0xf0), "Пр");
  assert.equal(text("us-ascii", 0x41), "A");
});

const REFUSED: readonly (readonly [Uint8Array, string | null, RegExp])[] = [
  [bytes(0x63, 0xe9), null, /^is not valid UTF-8; it may be Windows-1252$/],
  [utf8("€").subarray(0, 2), null, /not valid UTF-8/],
  [bytes(0xed, 0xa0, 0x80), null, /not valid UTF-8/],
  [bytes(0xc0, 0xaf), null, /not valid UTF-8/],
  [bytes(0xe9, 0x63), "utf-8", /^is declared as UTF-8 and is not valid in it$/],
  [bytes(0x41, 0xe9), "us-ascii", /declared as us-ascii and is not valid/],
  [bytes(0x50, 0x4b, 3, 4, 0xe9), null, /^is a spreadsheet's own file or an archive, no text$/],
  [bytes(0x1f, 0x8b, 8, 0), "utf-8", /^is compressed \(gzip\), no text$/],
  [bytes(0x41, 0x81), "windows-1252", /declared as Windows-1252 and is not valid/],
  [bytes(0x41, 0x9d), "latin1", /declared as latin1 and is not valid/],
  [utf16("pair,type", "be"), "utf-16", /^is declared as UTF-16 and looks like UTF-16BE$/],
  [utf16("pair,type", "le"), "utf-8", /^is declared as UTF-8 and looks like UTF-16LE$/],
  [utf16("币安人生", "be"), "utf-16", /^is declared as UTF-16 and has no byte order mark$/],
  [bytes(0x41, 0xe9), "x-user-defined", /which cannot be read$/],
  [bytes(0x41), "klingon", /^is declared as klingon, which cannot be read$/],
  [bytes(0x41), "utf-7", /declared as UTF-7, which cannot be read/],
  [bytes(0xff, 0xfe, 0x41), null, /marked as UTF-16LE and is not valid in it/],
  [bytes(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0), null, /marked as UTF-32LE, which cannot be read/],
  [utf16(TEXT, "le"), null, /looks like UTF-16LE without a byte order mark/],
  [utf16(TEXT, "be"), null, /looks like UTF-16BE without a byte order mark/],
];

for (const [bytes, declared, problem] of REFUSED) {
  Deno.test(`decodeText() refuses ${bytes.slice(0, 8)} (${declared}) by its encoding's name`, () => {
    const decoded = decodeText(bytes, declared);
    assert.match(decoded.ok ? decoded.text : decoded.problem, problem);
  });
}

Deno.test("decodeText() never puts another character in place of what it cannot read", () => {
  const encodings = fc.constantFrom(null, "utf-8", "utf-16le", "utf-16be", "shift_jis", "big5");
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), encodings, (bytes, declared) => {
    const decoded = decodeText(bytes, declared);
    if (!decoded.ok || !decoded.text.includes("\ufffd")) return;
    // What says U+FFFD itself may be read as that.
    const lossy = new TextDecoder("utf-8").decode(bytes);
    assert.ok(declared !== null || bytes.join().includes("239,191,189"), lossy);
  }));
});

Deno.test("decodeText() gives back any text that was written as UTF-8", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const decoded = decodeText(utf8(text));
    assert.equal(decoded.ok && decoded.text, text.replace(/^\ufeff/, ""));
  }));
});

Deno.test("charsetOf() reads what content types name", () => {
  const rows: [string | null, string | null][] = [
    [null, null],
    ["application/json", null],
    ["text/csv; charset=utf-8; header=present", "utf-8"],
    ['text/csv;header=present; Charset="windows-1252"', "windows-1252"],
    ["text/csv;charset=latin1", "latin1"],
    ["text/csv; xcharset=latin1", null],
  ];
  for (const [type, charset] of rows) assert.equal(charsetOf(type), charset, String(type));
});
