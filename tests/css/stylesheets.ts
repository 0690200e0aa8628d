const FOLDER = new URL("../../static/css/", import.meta.url);

interface Stylesheet {
  readonly area: string;
  /** Without comments. */
  readonly text: string;
}

/** Every file of `static/css`. */
export function stylesheets(): Stylesheet[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => ({
    area: name.replace(/\.css$/, ""),
    text: Deno.readTextFileSync(new URL(name, FOLDER)).replace(/\/\*.*?\*\//gs, ""),
  }));
}

/** The colours of the design system as light and dark hexadecimals, by name; only opaque ones. */
export function colourTokens(): Map<string, { light: string; dark: string }> {
  const text = stylesheets().find(({ area }) => area === "tokens")?.text ?? "";
  // What follows the first block are the exceptions, such as more contrast.
  const ordinary = text.slice(0, text.indexOf("}"));
  const pairs = ordinary.matchAll(/(--[\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\);/g);
  return new Map(
    [...pairs].map(([, name = "", light = "", dark = ""]) => [name, { light, dark }]),
  );
}
