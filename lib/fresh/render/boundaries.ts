import {
  type ComponentChildren,
  type ComponentType,
  createContext,
  Fragment,
  h,
  toChildArray,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";
import type { IslandRef } from "./island_registry.ts";
import { type RenderState, renderState } from "./render_state.ts";
import { withSlots } from "./slots.ts";

const InsideIsland = createContext(false);

/** Vnodes that the render hook leaves as they are. */
export const untouched = new WeakSet<object>();

/** What stands in for an island on the server. */
export interface BoundaryProps {
  island: IslandRef;
  component: ComponentType;
  props: Record<string, unknown>;
}

/** Renders an island between two comments, by which the browser finds it. */
export function IslandBoundary({ island, component, props }: BoundaryProps): VNode {
  const inside = useContext(InsideIsland);
  const state = renderState();
  if (inside || state === null) return plain(component, props);
  const received = withSlots(props, state.slots);
  const id = state.islands.push({ ref: island, props: received }) - 1;
  const content = h(InsideIsland.Provider, { value: true, children: plain(component, received) });
  return between(`fresh:island:${id}`, content);
}

/** Renders what an island was handed, again as ordinary server content. */
export function SlotBoundary({ id }: { id: number }): VNode | null {
  const slot = renderState()?.slots[id];
  if (slot === undefined) return null;
  slot.rendered = true;
  const content = h(InsideIsland.Provider, { value: false, children: slot.content });
  return between(`fresh:slot:${id}`, content);
}

/** Collects the children of `Head` for the document's head. */
export function HeadCollector({ children }: { children?: ComponentChildren }): null {
  const state: RenderState | null = renderState();
  state?.head.push(...toChildArray(children).filter((child) => typeof child === "object"));
  return null;
}

function plain(component: ComponentType, props: Record<string, unknown>): VNode {
  const vnode = h(component, props);
  untouched.add(vnode);
  return vnode;
}

function between(name: string, content: ComponentChildren): VNode {
  return h(Fragment, null, comment(name), content, comment(`/${name}`));
}

// preact-render-to-string writes a comment for a fragment with this prop.
function comment(text: string): VNode {
  return h(Fragment, { UNSTABLE_comment: text } as object);
}
