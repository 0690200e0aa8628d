import assert from "node:assert/strict";
import fc from "fast-check";
import { csvCell, csvLine, textOfCell } from "@/lib/server/csv/parse_csv.ts";
import { parseCsv } from "./whole_csv.ts";

const cells = (text: string) => {
  const parsed = parseCsv(text);
  return parsed.ok ? parsed.rows.map((row) => row.cells) : `unclosed on line ${parsed.line}`;
};

const ROWS: readonly (readonly [says: string, text: string, expected: unknown])[] = [
  ["cells and rows", "a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]],
  ["Unix and old Mac line ends, and no last one", "a,b\n1,2\r3,4", [["a", "b"], ["1", "2"], [
    "3",
    "4",
  ]]],
  ["a byte order mark", "\ufeffa,b\n", [["a", "b"]]],
  ["quotes, separators and line ends within quotes", 'a,"b ""c"", d\ne"\n', [["a", 'b "c", d\ne']]],
  ["empty cells, also the last one", "a,,c,\n,\n", [["a", "", "c", ""], ["", ""]]],
  ["a separator at the very end", "a,", [["a", ""]]],
  ["empty lines left out", "a,b\n\n\r\n1,2\n", [["a", "b"], ["1", "2"]]],
  ["semicolons", "a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]],
  ["tabs", "a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]],
  ["what stands behind a closing quote", '"a"b,c\n', [["ab", "c"]]],
  ["the separator that a first line names", "sep=|\r\na|b;c\n1|2,5\n", [["a", "b;c"], [
    "1",
    "2,5",
  ]]],
  ["that line filled up by a spreadsheet", "SEP=;;;\na;b\n", [["a", "b"]]],
  ["that line alone", "sep=;", []],
  ["nothing", "", []],
  ["a quote that never ends", 'a,b\n1,"2\n3', "unclosed on line 2"],
];

for (const [says, text, expected] of ROWS) {
  Deno.test(`parseCsv() reads ${says}`, () => assert.deepEqual(cells(text), expected));
}

Deno.test("parseCsv() knows the line on which a row begins", () => {
  const parsed = parseCsv('a\n"1\n2"\n\n3\n');
  assert.deepEqual(parsed.ok && parsed.rows.map(({ line }) => line), [1, 2, 5]);
  const named = parseCsv("sep=;\r\na;b\r\n\r\n1;2");
  assert.deepEqual(named.ok && named.rows.map(({ line }) => line), [2, 4]);
});

const text = fc.string({ maxLength: 20, unit: "binary" });
const risky = fc.tuple(fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r"), text)
  .map((parts) => parts.join(""));
const SIGNS = [..."'=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"];
/** Signs of formulas at every place where a spreadsheet could begin a cell. */
const broken = fc.array(fc.constantFrom(...SIGNS, ...'; ,\t\r\n"a1', "\r\n", "\u{1f514}"), {
  maxLength: 12,
}).map((parts) => parts.join(""));

Deno.test("parseCsv() and textOfCell give back what csvLine wrote, whatever it was", () => {
  const row = fc.array(fc.oneof(text, risky, broken), { minLength: 2, maxLength: 6 });
  // A first line of ordinary titles, as every file has it: it tells the separator.
  const rows = fc.array(row, { maxLength: 6 });
  const property = fc.property(rows, (rows) => {
    const file = csvLine(["one", "two"]) + rows.map(csvLine).join("");
    const parsed = parseCsv(file);
    assert.ok(parsed.ok);
    const read = parsed.rows.slice(1).map((each) => each.cells.map(textOfCell));
    assert.deepEqual(read, rows);
  });
  fc.assert(property, { numRuns: 1000 });
});

Deno.test("csvCell() leaves no cell that a spreadsheet would carry out", () => {
  const property = fc.property(fc.oneof(text, risky), (text) => {
    assert.ok(!/^"?[=+\-@\t\r]/.test(csvCell(text)), csvCell(text));
  });
  fc.assert(property);
});

Deno.test("csvCell() leaves no place at which a spreadsheet with other separators would begin", () => {
  const property = fc.property(broken, (text) => {
    const cell = csvCell(text);
    for (const part of cell.split(/[;\t\r\n]/)) {
      assert.ok(!/^"? *[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]/.test(part), cell);
    }
  });
  fc.assert(property, { numRuns: 1000 });
});

Deno.test("textOfCell() takes away no apostrophe of a person's own", () => {
  for (const text of ["'tis", "rock 'n' roll", "a;'b", "'", "x\n'y'", "5'10"]) {
    assert.equal(textOfCell(text), text);
    assert.equal(textOfCell(csvCell(text).replace(/^"|"$/g, "")), text);
  }
});

Deno.test("parseCsv() answers any text, and never throws", () => {
  const pieces = fc.array(fc.constantFrom('"', ",", ";", "\n", "\r", "a", "'", "\t", '""'), {
    maxLength: 30,
  });
  fc.assert(fc.property(pieces, (parts) => {
    const parsed = parseCsv(parts.join(""));
    assert.equal(typeof parsed.ok, "boolean");
  }));
});
