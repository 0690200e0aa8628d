import { SOURCE_TITLES } from "@/lib/market/source_name.ts";

/** What a template may name. */
export const TEMPLATE_NAMES = [
  ...["pair", "symbol", "price", "condition", "note"] as const,
  ...["distance", "source", "time", "link"] as const,
];

export type TemplateName = typeof TEMPLATE_NAMES[number];

const PLACE = /\{([a-z]\w{0,30})\}/gi;

function isName(text: string): text is TemplateName {
  return TEMPLATE_NAMES.some((name) => name === text);
}

/** Puts values in the places of a template: `{pair}`, `{price}` … There is nothing else to it. */
export function fillTemplate(
  template: string,
  fields: Readonly<Record<TemplateName, string>>,
  escape: (value: string) => string = (value) => value,
): string {
  return template.replace(
    PLACE,
    (place, name: string) => isName(name) ? escape(fields[name]) : place,
  );
}

/** What stands in a template's places while it is tried. */
export const SAMPLE_FIELDS: Readonly<Record<TemplateName, string>> = {
  ...{ pair: "BTC/USDT", symbol: "BTCUSDT", price: "65012.4" },
  condition: "BTC/USDT crosses above 65,000",
  ...{ note: "A note with “quotes” and \\", distance: "0.02 % past 65,000" },
  source: SOURCE_TITLES.demo,
  ...{ time: "2026-01-31 18:00:00 UTC", link: "https://alarm.example.com/alarms/alarm_1" },
};

/** What is wrong with a template's names, as the end of a sentence; null when nothing is. */
export function unknownNames(template: string): string | null {
  const unknown = [...template.matchAll(PLACE)].map(([, name = ""]) => name)
    .find((name) => !isName(name));
  if (unknown === undefined) return null;
  const known = TEMPLATE_NAMES.map((name) => `{${name}}`).join(", ");
  return `names {${unknown}}, which nobody knows; there are ${known}`;
}

/** A value as it stands within the quotes of JSON. */
export function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
