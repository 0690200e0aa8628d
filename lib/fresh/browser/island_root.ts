import type { ContainerNode } from "preact";
import { type Marker, nodesWithin } from "./markers.ts";

/** Lets Preact treat the nodes between two comments as a container of their own. */
export function islandRoot(marker: Marker): ContainerNode {
  const parent = marker.start.parentNode as ParentNode & Element;
  const insertBefore = (node: Node, before: Node | null) =>
    parent.insertBefore(node, before ?? marker.end);
  const root = {
    nodeType: 1,
    namespaceURI: parent.namespaceURI,
    parentNode: parent,
    ownerDocument: document,
    get firstChild() {
      return nodesWithin(marker)[0] ?? null;
    },
    get childNodes() {
      return nodesWithin(marker);
    },
    contains: (node: Node | null) => parent.contains(node),
    insertBefore,
    appendChild: (node: Node) => insertBefore(node, null),
    removeChild: (node: Node) => parent.removeChild(node),
  };
  return root as unknown as ContainerNode;
}
