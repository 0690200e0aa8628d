/** What a template may name. */
const TEMPLATE_NAMES = [
  ...["pair", "price", "condition", "note", "distance", "source", "time", "link"] as const,
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
