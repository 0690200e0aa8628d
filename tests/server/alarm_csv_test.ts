import assert from "node:assert/strict";
import fc from "fast-check";
import { alarmRecord } from "@/lib/alarms/alarm_input.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { fieldChanges, readRecord } from "@/lib/commands/import/import_decision.ts";
import { Refusal } from "@/lib/commands/command.ts";
import { cases } from "../alarms/arbitrary.ts";
import { alarmCsv, parseCsv, readAlarmCsv } from "./whole_csv.ts";

const note = fc.oneof(
  fc.string({ maxLength: 40, unit: "grapheme" }),
  fc.constantFrom("=1+1", "'=1", "'", " spaced ", 'say "hi", twice', "two\nlines", "-5%"),
  fc.constantFrom("a;=1+1", "a\n=1", "\uff1d1", "; @x;'-y", "a\t+b\r\n-c", "\u{1f514} = \u{1f680}"),
);
/** Alarms that a person could have set. */
const alarms = fc.tuple(cases(), note).map(([{ alarm }, note]) => ({ ...alarm, note }))
  .filter((alarm) => viewOf(alarm).problem(alarm) === null);

Deno.test("readAlarmCsv() reads what alarmCsv wrote as the same alarms, whatever they are", () => {
  const property = fc.property(fc.array(alarms, { minLength: 1, maxLength: 5 }), (alarms) => {
    const file = alarmCsv(alarms.map((alarm) => alarmRecord("BTCUSDT", alarm)));
    const { alarms: records } = readAlarmCsv(file);
    assert.equal(records.length, alarms.length);
    records.forEach((record, index) => {
      const [read, alarm] = [readRecord(record), alarms[index]];
      assert.ok(alarm);
      assert.deepEqual(fieldChanges(alarm, read), [], file);
      assert.equal(read.id, alarm.id);
    });
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("readAlarmCsv() refuses or reads any damaged file, and never fails", () => {
  const damage = fc.record({
    at: fc.nat({ max: 600 }),
    length: fc.nat({ max: 8 }),
    by: fc.string({ maxLength: 6 }),
  });
  const property = fc.property(alarms, fc.array(damage, { maxLength: 4 }), (alarm, damages) => {
    let file = alarmCsv([alarmRecord("BTCUSDT", alarm)]);
    for (const { at, length, by } of damages) {
      file = file.slice(0, at) + by + file.slice(at + length);
    }
    try {
      for (const record of readAlarmCsv(file).alarms) readRecord(record);
    } catch (error) {
      assert.ok(error instanceof Refusal && error.message !== "", String(error));
    }
  });
  fc.assert(property, { numRuns: 1000 });
});

/** A line of alarms as a spreadsheet saves it: `cells` by the name of their column. */
interface Saved {
  readonly says: string;
  readonly file: string;
  readonly targetPrice: unknown;
  readonly paused: unknown;
}

const SAVED: readonly Saved[] = [
  {
    says: "semicolons and a decimal comma",
    file: "pair;targetPrice;paused\nBTCUSDT;67000,5;FALSCH\n",
    targetPrice: 67000.5,
    paused: false,
  },
  {
    says: "sep=; and three decimals",
    file: "sep=;\r\npair;targetPrice;paused\r\nETHUSDT;1,234;WAHR\r\n",
    targetPrice: 1.234,
    paused: true,
  },
  {
    says: "points between groups",
    file: "pair;targetPrice;paused\nBTCUSDT;1.234.567,8;FAUX\n",
    targetPrice: 1234567.8,
    paused: false,
  },
  {
    says: "narrow spaces between groups",
    file: "pair;targetPrice;paused\nBTCUSDT;67\u202f000,5;VRAI\n",
    targetPrice: 67000.5,
    paused: true,
  },
  {
    says: "commas between cells and a quoted decimal comma, from a German spreadsheet",
    file: 'pair,targetPrice,paused\nBTCUSDT,"0,00001234",FALSCH\n',
    targetPrice: 0.00001234,
    paused: false,
  },
  {
    says: "a power of ten with a comma",
    file: "pair;targetPrice;paused\nSHIBUSDT;1,5E-05;VERDADERO\n",
    targetPrice: 0.000015,
    paused: true,
  },
  {
    says: "tabs and a point",
    file: "pair\ttargetPrice\tpaused\nBTCUSDT\t67000.5\tTRUE\n",
    targetPrice: 67000.5,
    paused: true,
  },
  {
    says: "text that the spreadsheet left alone among commas",
    file: "pair;targetPrice;paused\nBTCUSDT;0.5;falso\n",
    targetPrice: 0.5,
    paused: false,
  },
  {
    says: "columns and lines left behind empty",
    file: "pair;targetPrice;paused;;\n;;;;\nBTCUSDT;1;;;\n;;;;\n",
    targetPrice: 1,
    paused: undefined,
  },
  {
    says: "one group where other cells show that points group",
    file: "pair;targetPrice;percentage;paused\nBTCUSDT;70.125;0,5;FALSCH\n",
    targetPrice: 70125,
    paused: false,
  },
  {
    says: "three decimals where other cells show that points part them",
    file: "pair\ttargetPrice\tpercentage\nBTCUSDT\t70.125\t0.5\n",
    targetPrice: 70.125,
    paused: undefined,
  },
  {
    says: "a comma before three decimals although the spreadsheet left other cells alone",
    file: "pair;targetPrice;percentage;startPrice\nBTCUSDT;70,125;0.5;1,5\n",
    targetPrice: 70.125,
    paused: undefined,
  },
  {
    says: "a point for three decimals where commas part cells",
    file: "pair,targetPrice,paused\nBTCUSDT,70.125,true\n",
    targetPrice: 70.125,
    paused: true,
  },
];

for (const { says, file, ...expected } of SAVED) {
  Deno.test(`readAlarmCsv() reads ${says}`, () => {
    const { alarms } = readAlarmCsv(file);
    assert.equal(alarms.length, 1);
    const { targetPrice, paused } = alarms[0] ?? {};
    assert.deepEqual({ targetPrice, paused }, expected);
  });
}

Deno.test("readAlarmCsv() refuses a number that may be two, and says how to write it", () => {
  const files = [
    "sep=;\npair;targetPrice\nBTCUSDT;70.125\n",
    "pair\ttargetPrice\n\nBTCUSDT\t70,125\n",
    "pair,targetPrice,paused\nX,1,FALSCH\nBTCUSDT,70.125,FALSCH\n",
    "pair;targetPrice;percentage\nX;1;0,5\nBTCUSDT;70.125;0.5\n",
    "pair;targetPrice;percentage\nX;1;0.5\nBTCUSDT;70,125;1\n",
  ];
  for (const file of files) {
    assert.throws(() => readAlarmCsv(file), (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(
        error.message,
        /^line 3: targetPrice “70[.,]125” may be 70125 or 70 and 125 thou/,
      );
      assert.match(error.message, /write 70125 or 70\.1250$/);
      return error.field === "line 3";
    });
  }
});

Deno.test("readAlarmCsv() refuses a cell beyond the last column, which a decimal comma without quotes makes", () => {
  const file = (row: string) =>
    `pair,type,direction,targetPrice\nBTCUSDT,target,fromBelow,${row}\n`;
  assert.throws(
    () => readAlarmCsv(file("67000,50")),
    /^Refusal: line 2: “50” stands beyond the last column; quote a cell/,
  );
  for (const row of ["67000", "67000,", "67000, ,"]) {
    assert.equal(readAlarmCsv(file(row)).alarms[0]?.targetPrice, 67_000);
  }
});

Deno.test("readAlarmCsv() leaves a list that is far too long as it is, to be refused", () => {
  for (const [name, between] of [["tags", ";"], ["tags", "\n"], ["tell", " "]] as const) {
    const list = `a${between}`.repeat(50_000);
    const { alarms: [record] } = readAlarmCsv(`pair,${name}\nBTCUSDT,"${list}"\n`);
    assert.equal(record?.[name], list);
    const wanted = { type: "target", targetPrice: 1, direction: "any", ...record };
    assert.throws(() => readRecord(wanted), new RegExp(`^Refusal: ${name} must be`));
  }
});

Deno.test("readAlarmCsv() passes over what is empty before the titles", () => {
  const table = "pair;type;direction;targetPrice\nBTCUSDT;target;fromBelow;67000\n";
  for (const before of ["\n\r\n", ";;;\n", " ; \n\n;\n"]) {
    const { alarms, lines } = readAlarmCsv(before + table);
    assert.deepEqual([alarms.length, alarms[0]?.targetPrice], [1, 67_000]);
    assert.equal(lines[0], before.split("\n").length + 1);
  }
  assert.throws(() => readAlarmCsv(";;\n;\n"), /The file is empty; its first line is pair,id/);
});

Deno.test("readAlarmCsv() refuses a column that stands there twice, naming its line", () => {
  assert.throws(() => readAlarmCsv("sep=;\npair;note;NOTE\n"), /^Refusal: line 2: .*note.*twice/);
});

Deno.test("alarmCsv() writes three decimals so that no spreadsheet takes them for a group", () => {
  const record = { pair: "ETHUSDT", type: "target", targetPrice: 70.125, startPrice: 0.125 };
  const file = alarmCsv([record]);
  assert.ok(file.includes(",70.1250,") && file.includes(",0.125,"), file);
  const semicolons = file.replaceAll(",", ";");
  for (const each of [file, semicolons]) {
    assert.equal(readAlarmCsv(each).alarms[0]?.targetPrice, 70.125);
  }
});

/** Saves a file of ours as a spreadsheet of another language does. */
function savedAbroad(file: string): string {
  const parsed = parseCsv(file);
  assert.ok(parsed.ok);
  const [head = [], ...rows] = parsed.rows.map(({ cells }) => cells);
  const shown = rows.map((cells) =>
    cells.map((cell, at) => {
      if (/^(true|false)$/.test(cell)) return cell === "true" ? "WAHR" : "FALSCH";
      const isNumber = /price|percentage/i.test(head[at] ?? "") && cell !== "";
      return isNumber ? cell.replace(".", ",") : cell;
    })
  );
  const quoted = (cell: string) => /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return ["sep=;", ...[head, ...shown].map((cells) => cells.map(quoted).join(";"))].join("\r\n");
}

Deno.test("readAlarmCsv() reads the same alarms after a spreadsheet of another language saved them", () => {
  const property = fc.property(fc.array(alarms, { minLength: 1, maxLength: 4 }), (alarms) => {
    const records = alarms.map((alarm) => alarmRecord("BTCUSDT", alarm));
    const { alarms: back } = readAlarmCsv(savedAbroad(alarmCsv(records)));
    const { alarms: direct } = readAlarmCsv(alarmCsv(records));
    assert.deepEqual(back, direct);
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("readAlarmCsv() reads the minus that some languages' spreadsheets write", () => {
  const { alarms } = readAlarmCsv("pair;percentage;startPrice\nBTCUSDT;\u22125,5;\u22121.234,5");
  assert.deepEqual(alarms, [{ pair: "BTCUSDT", percentage: -5.5, startPrice: -1234.5 }]);
});
