import {
  type ComponentChildren,
  type ComponentType,
  Fragment,
  h,
  options,
  type VNode,
} from "preact";
import { renderToString } from "preact-render-to-string";
import { EARLY, keepPresses } from "../browser/early_hands.ts";
import { Head } from "../runtime.ts";
import {
  internalsOf,
  type IslandRef,
  islandRefOf,
  type PageProps,
  type RequestFacts,
  type RouteComponent,
  type Snapshot,
} from "./snapshot.ts";
import {
  HeadCollector,
  IslandBoundary,
  type RenderState,
  renderState,
  scriptSafeJson,
  scriptSafeList,
  Serializer,
  untouched,
  withRenderState,
} from "./render_state.ts";

const AsyncFunction = (async () => {}).constructor;

/** Renders a page inside the app wrapper. */
export async function renderPage<State>(
  ctx: RequestFacts<State>,
  page: RouteComponent<State>,
  { data, init }: { data: unknown; init: ResponseInit },
): Promise<Response> {
  const { wrapper } = internalsOf<State>(ctx);
  let inner: ComponentChildren = null;
  for (const component of wrapper === undefined ? [page] : [page, wrapper]) {
    const content: ComponentChildren = inner;
    const result: ComponentChildren | Response = await instantiate(
      component,
      propsOf(ctx, data, content),
    );
    if (result instanceof Response) return result;
    inner = result;
  }
  const headers = new Headers(init.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  const nonce = makeNonce();
  const document = await renderDocument(ctx, inner, nonce);
  return keepNonce(new Response(document, { ...init, headers }), nonce);
}

// Preact renders in one go, so what is async has to be awaited before; the rest may use hooks.
function instantiate<State>(
  component: RouteComponent<State>,
  props: PageProps<never, State>,
): ComponentChildren | Response | Promise<ComponentChildren | Response> {
  if (component instanceof AsyncFunction) return component(props);
  return h(component as (props: PageProps<never, State>) => ComponentChildren, props);
}

function propsOf<State>(
  ctx: RequestFacts<State>,
  data: unknown,
  content: ComponentChildren,
): PageProps<never, State> {
  const { config, url, req, params, info, state, isPartial, route } = ctx;
  const Component = () => content as never;
  const shared = { config, url, req, params, info, state, isPartial, route };
  return { ...shared, data: data as never, Component };
}

// Known by the response that it was rendered for: a middleware that answers with another one loses it.
const nonces = new WeakMap<Response, string>();

function makeNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

function keepNonce(response: Response, nonce: string): Response {
  nonces.set(response, nonce);
  return response;
}

/** The nonce of a rendered document; null for every other response. */
export function nonceOf(response: Response): string | null {
  return nonces.get(response) ?? null;
}

/**
 * Renders a whole document: doctype, head, and the scripts its islands need, all with this nonce. The markup is
 * made at once, as Preact does it; what islands hold is written in turns, since it may be much longer.
 */
async function renderDocument<State>(
  ctx: RequestFacts<State>,
  content: ComponentChildren,
  nonce: string,
): Promise<string> {
  const { snapshot } = internalsOf<State>(ctx);
  const { url: { pathname, search } } = ctx;
  const state: RenderState = { nonce, pathname, search, islands: [], slots: [], head: [] };
  const html = withRenderState(
    state,
    () => withShell(renderToString(h(Fragment, null, content))),
  );
  const scripts = snapshot !== undefined && state.islands.length > 0
    ? await inTurns(within(state, islandScripts(state, snapshot, ctx.config.basePath)))
    : NO_SCRIPTS;
  return withRenderState(state, () => {
    const reload = snapshot?.reloadScript;
    const body = scripts.body + (reload ? reloadTag(ctx.config.basePath + reload, nonce) : "");
    const [before, after] = splitAt(html, html.indexOf("</head>"));
    const head = mergeHead(before, state.head) + scripts.preloads;
    const [main, end] = splitAt(after, after.lastIndexOf("</body>"));
    return `<!DOCTYPE html>${head}${main}${body}${end}`;
  });
}

const NO_SCRIPTS = { preloads: "", body: "" };

/** The same steps, each of them with `state` as the current one. */
function* within<T>(state: RenderState, steps: Generator<void, T, void>): Generator<void, T, void> {
  for (;;) {
    const step = withRenderState(state, () => steps.next());
    if (step.done) return step.value;
    yield;
  }
}

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

function* islandScripts(state: RenderState, snapshot: Snapshot, basePath: string) {
  const { templates, cells, roots } = yield* serializeIslands(state);
  const used = new Set(state.islands.map((island) => island.ref.module));
  const modules = snapshot.islands.filter((module) => used.has(module.name));
  const urls = [snapshot.boot, ...modules].flatMap(({ script, chunks }) => [script, ...chunks]);
  const links = [...new Set(urls)].map((url) =>
    h("link", { rel: "modulepreload", href: basePath + url })
  );
  const preloads = renderToString(h(Fragment, null, links));
  const refs = state.islands.map(({ ref }, i) => [ref.module, ref.export, roots[i]]);
  const data = `{"islands":${scriptSafeJson(refs)},"cells":${yield* scriptSafeList(cells)}}`;
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
    h("script", raw(`(${keepPresses})("${EARLY}")`)),
    h("script", { type: "module", ...raw(boot) }),
  ]));
}

// Serialising may find more slots, and rendering a slot may find more islands: until none is left.
function* serializeIslands(state: RenderState) {
  const serializer = new Serializer(state.slots);
  const roots: number[] = [];
  let templates = "";
  let slot = 0;
  while (roots.length < state.islands.length || slot < state.slots.length) {
    const island = state.islands[roots.length];
    if (island !== undefined) roots.push(serializer.addProps(nameOf(island.ref), island.props));
    else templates += templateFor(state, slot++);
    yield* serializer.steps();
  }
  return { templates, cells: serializer.cells, roots };
}

function templateFor(state: RenderState, id: number): string {
  const slot = state.slots[id];
  if (slot === undefined || slot.rendered) return "";
  return renderToString(h("template", { id: `fresh-slot-${id}` }, slot.content));
}

function nameOf(ref: IslandRef): string {
  return ref.export === "default" ? ref.module : `${ref.module}.${ref.export}`;
}

// Preact's hook before a vnode is rendered; the name is fixed in the 10.x line, where
// @preact/signals and the devtools depend on it.
const hooks = options as { __b?: (vnode: VNode) => void };
const before = hooks.__b;
hooks.__b = (vnode) => {
  before?.(vnode);
  const state = renderState();
  if (state !== null) prepare(vnode, state);
};

const withOurNonce = new WeakSet<object>();

function prepare(vnode: VNode, state: RenderState): void {
  const { type } = vnode;
  if (type === Head) vnode.type = HeadCollector;
  else if (type === "script" || type === "style") addNonce(vnode, state.nonce);
  else if (type === "a") markCurrent(vnode, state);
  else if (typeof type === "function" && !untouched.has(vnode)) toIsland(vnode, type);
}

// A vnode may be a constant that several requests render, so an older nonce of ours gives way.
function addNonce(vnode: VNode, nonce: string): void {
  const props = vnode.props as VNode["props"] & { src?: string; nonce?: string };
  const own = props.nonce === undefined || withOurNonce.has(vnode);
  if (props.src !== undefined || !own) return;
  vnode.props = { ...props, nonce } as typeof props;
  withOurNonce.add(vnode);
}

/** Says of a link that it leads to this page, or to one above it, unless the app says something itself. */
function markCurrent(vnode: VNode, { pathname, search }: RenderState): void {
  const { href, "aria-current": own } = vnode.props as Record<string, unknown>;
  if (own !== undefined || typeof href !== "string" || !href.startsWith("/")) return;
  const target = new URL(href, "http://localhost");
  const [at, to] = [pathname, target.pathname].map((path) => path.replace(/(?<=.)\/$/, ""));
  const isAbove = to === "/" || at === to || at?.startsWith(`${to}/`);
  if (!isAbove) return;
  const isHere = at === to && (target.search === "" || target.search === search);
  vnode.props = { ...vnode.props, "aria-current": isHere ? "page" : "true" } as VNode["props"];
}

function toIsland(vnode: VNode, component: ComponentType): void {
  const island = islandRefOf(component);
  if (island === undefined) return;
  const props = { island, component, props: vnode.props };
  vnode.type = IslandBoundary as ComponentType;
  vnode.props = props as unknown as VNode["props"];
}

/** Appends what `Head` collected to the markup of a document up to `</head>`; the last one wins. */
function mergeHead(markup: string, collected: VNode[]): string {
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

/** Longest time in milliseconds that a document which is put together keeps all else waiting. */
const TURN_MS = 8;

let last = Promise.resolve();

/** Each gets a round of the event loop of its own: a hundred documents keep all else no longer than one. */
function ownRound(): Promise<void> {
  last = last.then(() => new Promise((resolve) => void setTimeout(resolve)));
  return last;
}

/** Does work step by step, and lets all else go on before it and between. Rejects with what a step throws. */
export async function inTurns<T>(steps: Generator<void, T, void>): Promise<T> {
  for (;;) {
    await ownRound();
    const began = performance.now();
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() - began < TURN_MS);
  }
}
