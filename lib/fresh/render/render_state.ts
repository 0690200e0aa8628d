import type { ComponentChildren, VNode } from "preact";
import type { IslandRef } from "./island_registry.ts";

/** An island met while rendering. */
export interface IslandUse {
  ref: IslandRef;
  props: Record<string, unknown>;
}

/** Server-rendered content handed to an island. */
export interface Slot {
  content: ComponentChildren;
  /** Whether the island shows it already; otherwise it travels in a template. */
  rendered: boolean;
}

/** What one document collects while it is rendered. */
export interface RenderState {
  nonce: string;
  /** Of the page: links to it and to what is above it are marked. */
  pathname: string;
  search: string;
  islands: IslandUse[];
  slots: Slot[];
  head: VNode[];
}

let current: RenderState | null = null;

/** Runs a synchronous rendering with `state` as the current one. */
export function withRenderState<T>(state: RenderState, render: () => T): T {
  const before = current;
  current = state;
  try {
    return render();
  } finally {
    current = before;
  }
}

/** The state of the rendering in progress, or null outside of one. */
export function renderState(): RenderState | null {
  return current;
}
