import { Signal } from "@preact/signals";
import { type ComponentChildren, h, isValidElement, type VNode } from "preact";
import { SlotBoundary } from "./boundaries.ts";
import type { Slot } from "./render_state.ts";

/** Whether a value is JSX; signals look like it, since Preact renders them as text. */
export function isJsx(value: unknown): value is VNode {
  return !(value instanceof Signal) && typeof value === "object" && value !== null &&
    "type" in value && "props" in value && isValidElement(value);
}

/** The number of the slot a vnode stands for, or null. */
export function slotIdOf(vnode: VNode): number | null {
  return vnode.type === SlotBoundary ? (vnode as VNode<{ id: number }>).props.id : null;
}

/** Replaces JSX among an island's props with numbered slots. */
export function withSlots(
  props: Record<string, unknown>,
  slots: Slot[],
): Record<string, unknown> {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.some(holdsJsx) ? value.map(replace) : value;
    if (!isJsx(value) || slotIdOf(value) !== null) return value;
    return h(SlotBoundary, { id: addSlot(slots, value) });
  };
  return Object.fromEntries(Object.entries(props).map(([key, value]) => [key, replace(value)]));
}

/** Adds a slot that nothing has rendered yet. */
export function addSlot(slots: Slot[], content: ComponentChildren): number {
  return slots.push({ content, rendered: false }) - 1;
}

function holdsJsx(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsJsx) : isJsx(value);
}
