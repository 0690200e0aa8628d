import assert from "node:assert/strict";

/** One metric of an answer in Prometheus' text format 0.0.4. */
export interface ParsedMetric {
  readonly help: string;
  readonly type: string;
  /** Values by `_sum`, `_count` and the text between the braces. */
  readonly series: Map<string, number>;
}

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|summary|histogram|untyped)$/;
const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String
    .raw`^([a-zA-Z_:][\w:]*)(?:\{(${LABEL}(?:,${LABEL})*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$`,
);

/** Reads an answer as strictly as the format is: HELP, TYPE, then all samples of one metric together. */
export function parseMetrics(text: string): Map<string, ParsedMetric> {
  assert.ok(text.endsWith("\n"), "the last line ends");
  const metrics = new Map<string, ParsedMetric>();
  let current = "";
  const lines = text.slice(0, -1).split("\n");
  for (const [nth, line] of lines.entries()) {
    const [, helped, help = ""] = HELP.exec(line) ?? [];
    if (helped !== undefined) {
      assert.ok(!metrics.has(helped), `${helped} stands together`);
      const [, typed, type = ""] = TYPE.exec(lines[nth + 1] ?? "") ?? [];
      assert.equal(typed, helped, `a type follows ${line}`);
      metrics.set(helped, { help, type, series: new Map() });
      current = helped;
    } else if (!TYPE.test(line)) readSample(metrics, current, line);
  }
  for (const [name, { series }] of metrics) assert.ok(series.size > 0, `${name} has a value`);
  return metrics;
}

function readSample(metrics: Map<string, ParsedMetric>, current: string, line: string): void {
  const [, name, labels = "", value = ""] = SAMPLE.exec(line) ?? [];
  assert.ok(name !== undefined, `no sample: ${line}`);
  const metric = metrics.get(current);
  const suffix = name.slice(current.length);
  const suffixes = metric?.type === "summary" ? ["", "_sum", "_count"] : [""];
  assert.ok(name.startsWith(current) && suffixes.includes(suffix), `${name} is of ${current}`);
  const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label);
  assert.equal(new Set(names).size, names.length, `a label once: ${line}`);
  assert.ok(!metric?.series.has(suffix + labels), `a series once: ${line}`);
  metric?.series.set(suffix + labels, Number(value.replace("Inf", "Infinity")));
}
