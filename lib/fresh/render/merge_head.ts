import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";

/** Appends what `Head` collected to the markup of a document up to `</head>`; the last one wins. */
export function mergeHead(markup: string, collected: VNode[]): string {
  const latest = new Map<string, VNode>();
  for (const vnode of collected) {
    const identity = identityOf(vnode);
    latest.delete(identity);
    latest.set(identity, vnode);
  }
  const kept = [...latest.values()];
  const cleared = kept.reduce(withoutRival, markup);
  return cleared + renderToString(h(Fragment, null, kept as ComponentChildren));
}

/** What makes two elements one: the key, or else the kind with all that is not its content. */
function identityOf({ type, key, props }: VNode): string {
  if (key !== null && key !== undefined) return String(key);
  if (type === "title") return "title";
  const content = ["children", "nonce", "ref", type === "link" ? "href" : "content"];
  const facts = Object.entries(props).filter(([name]) => !content.includes(name)).sort();
  return [String(type), ...facts.map(([, value]) => JSON.stringify(value))].join("::");
}

// What the app wrapper wrote itself gives way to the page's own.
function withoutRival(markup: string, { type, props }: VNode): string {
  const { name } = props as { name?: string };
  // deno-lint-ignore app/bounded-regex -- foreign text has no < here
  if (type === "title") return markup.replace(/<title[\s>].*?<\/title>/s, "");
  if (type !== "meta" || name === undefined) return markup;
  // deno-lint-ignore app/bounded-regex -- foreign text has no < here
  const rivals = /<meta\b[^>]*>/g;
  return markup.replaceAll(rivals, (tag) => tag.includes(` name="${name}"`) ? "" : tag);
}
