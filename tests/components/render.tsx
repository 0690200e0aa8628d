import type { VNode } from "preact";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { Viewer } from "@/lib/client/viewer.ts";
import { START } from "../client/samples.ts";

/** Somebody who looks a minute after the start, in UTC. */
export const VIEWER: Viewer = {
  now: signal(START + 60_000),
  calmNow: signal(START + 60_000),
  zone: signal("UTC"),
};

/** The words of a component as a person reads them, without markup. */
export function words(vnode: VNode): string {
  return renderToString(vnode).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}
