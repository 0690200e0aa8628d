import { type ComponentType, options, type VNode } from "preact";
import { Head } from "../head.ts";
import { HeadCollector, IslandBoundary, untouched } from "./boundaries.ts";
import { islandRefOf } from "./island_registry.ts";
import { type RenderState, renderState } from "./render_state.ts";

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
