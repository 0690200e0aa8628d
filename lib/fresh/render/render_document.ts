import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Context } from "../server/context.ts";
import { internalsOf } from "../server/internals.ts";
import type { Snapshot } from "../server/snapshot.ts";
import type { IslandRef } from "./island_registry.ts";
import { mergeHead } from "./merge_head.ts";
import { type RenderState, withRenderState } from "./render_state.ts";
import { scriptSafeJson, Serializer } from "./serializer.ts";
import "./vnode_hook.ts";

/** Renders a whole document: doctype, head, and the scripts its islands need, all with this nonce. */
export function renderDocument<State>(
  ctx: Context<State>,
  content: ComponentChildren,
  nonce: string,
): string {
  const { snapshot } = internalsOf<State>(ctx);
  const { url: { pathname, search } } = ctx;
  const state: RenderState = { nonce, pathname, search, islands: [], slots: [], head: [] };
  return withRenderState(state, () => {
    const html = withShell(renderToString(h(Fragment, null, content)));
    const scripts = snapshot ? islandScripts(state, snapshot, ctx.config.basePath) : NO_SCRIPTS;
    const reload = snapshot?.reloadScript;
    const body = scripts.body + (reload ? reloadTag(ctx.config.basePath + reload, nonce) : "");
    const [before, after] = splitAt(html, html.indexOf("</head>"));
    const head = mergeHead(before, state.head) + scripts.preloads;
    const [main, end] = splitAt(after, after.lastIndexOf("</body>"));
    return `<!DOCTYPE html>${head}${main}${body}${end}`;
  });
}

const NO_SCRIPTS = { preloads: "", body: "" };

function withShell(html: string): string {
  if (!/^\s*<html[\s>]/i.test(html)) {
    return `<html><head><meta charset="utf-8"></head><body>${html}</body></html>`;
  }
  if (html.includes("</head>")) return html;
  // deno-lint-ignore app/bounded-regex -- a page has one <html, foreign text has no <
  return html.replace(/<html[^>]*>/i, (tag) => `${tag}<head></head>`);
}

function splitAt(text: string, index: number): [string, string] {
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index)];
}

function reloadTag(src: string, nonce: string): string {
  return renderToString(h("script", { type: "module", src, nonce }));
}

function islandScripts(state: RenderState, snapshot: Snapshot, basePath: string) {
  if (state.islands.length === 0) return NO_SCRIPTS;
  const { templates, serializer, roots } = serializeIslands(state);
  const used = new Set(state.islands.map((island) => island.ref.module));
  const modules = snapshot.islands.filter((module) => used.has(module.name));
  const urls = [snapshot.boot, ...modules].flatMap(({ script, chunks }) => [script, ...chunks]);
  const links = [...new Set(urls)].map((url) =>
    h("link", { rel: "modulepreload", href: basePath + url })
  );
  const preloads = renderToString(h(Fragment, null, links));
  const refs = state.islands.map(({ ref }, i) => [ref.module, ref.export, roots[i]]);
  const data = scriptSafeJson({ islands: refs, cells: serializer.cells });
  const names = modules.map(({ name }, i) => `${scriptSafeJson(name)}:m${i}`);
  const boot = importOf(snapshot.boot, "start", basePath) +
    modules.map((module, i) => importOf(module, `m${i}`, basePath)).join("") +
    `start.boot({${names}},${scriptSafeJson(snapshot.buildId)});`;
  return { preloads, body: templates + inlineScripts(data, boot) };
}

function importOf({ script, as }: { script: string; as: string }, name: string, basePath: string) {
  return `import{${as} as ${name}}from"${basePath}${script}";`;
}

function inlineScripts(data: string, boot: string): string {
  const raw = (__html: string) => ({ dangerouslySetInnerHTML: { __html } });
  return renderToString(h(Fragment, null, [
    h("script", { type: "application/json", id: "__FRSH_STATE", ...raw(data) }),
    h("script", { type: "module", ...raw(boot) }),
  ]));
}

// Serialising may find more slots, and rendering a slot may find more islands: until none is left.
function serializeIslands(state: RenderState) {
  const serializer = new Serializer(state.slots);
  const roots: number[] = [];
  let templates = "";
  let slot = 0;
  while (roots.length < state.islands.length || slot < state.slots.length) {
    const island = state.islands[roots.length];
    if (island !== undefined) roots.push(serializer.addProps(nameOf(island.ref), island.props));
    else templates += templateFor(state, slot++);
  }
  return { templates, serializer, roots };
}

function templateFor(state: RenderState, id: number): string {
  const slot = state.slots[id];
  if (slot === undefined || slot.rendered) return "";
  return renderToString(h("template", { id: `fresh-slot-${id}` }, slot.content));
}

function nameOf(ref: IslandRef): string {
  return ref.export === "default" ? ref.module : `${ref.module}.${ref.export}`;
}
