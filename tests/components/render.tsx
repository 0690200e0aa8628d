import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { viewer } from "@/lib/client/viewer.ts";
import { START } from "../client/samples.ts";

/** The words of a component as a person reads them a minute after the start, in UTC, without markup. */
export function words(vnode: VNode): string {
  viewer.now.value = viewer.calmNow.value = START + 60_000;
  return renderToString(vnode).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}
