import { options, type VNode } from "preact";
import { atBase } from "@/lib/text/address.ts";

const inBrowser = typeof document !== "undefined";

/** The path that the whole app stands below; the server says it in the page. */
let base = inBrowser ? document.documentElement.dataset.base ?? "" : "";

/** Tells a server that renders pages; a browser reads it in the page. */
export function setBasePath(path: string): void {
  base = path;
}

/** A path of the app (`/alarms`), or of its API, as this page has to ask for it. */
export function toBase(path: string): string {
  return atBase(path, base);
}

/** Leaves this page for another one of the app. */
export function goTo(path: string): void {
  location.assign(toBase(path));
}

/** Attributes that hold addresses. */
const ADDRESSES = ["href", "src", "action"] as const;

// Whatever markup names, on the server and in the browser alike, stands below the base path.
const before = options.vnode;
options.vnode = (vnode: VNode) => {
  if (base !== "" && typeof vnode.type === "string") moveBelowBase(vnode.props);
  before?.(vnode);
};

function moveBelowBase(props: VNode["props"] & Partial<Record<string, unknown>>): void {
  for (const name of ADDRESSES) {
    const address = props[name];
    if (typeof address === "string") props[name] = toBase(address);
  }
}
