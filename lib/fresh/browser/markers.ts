/** A comment that the server put around an island or a slot. */
export interface Marker {
  kind: "island" | "slot";
  id: number;
  start: Comment;
  end: Comment;
}

/** The marker that begins at a node, or null. */
export function markerAt(node: Node): Marker | null {
  if (!(node instanceof Comment)) return null;
  const match = /^fresh:(island|slot):(\d+)$/.exec(node.data);
  if (match === null) return null;
  for (let end = node.nextSibling; end !== null; end = end.nextSibling) {
    if (end instanceof Comment && end.data === `/${node.data}`) {
      return { kind: match[1] as Marker["kind"], id: Number(match[2]), start: node, end };
    }
  }
  return null;
}

/** The nodes between a marker's comments. */
export function nodesWithin({ start, end }: Marker): ChildNode[] {
  const nodes: ChildNode[] = [];
  for (let node = start.nextSibling; node !== null && node !== end; node = node.nextSibling) {
    nodes.push(node);
  }
  return nodes;
}

/** All markers below a root, in document order. */
export function* markersIn(root: Node): Generator<Marker> {
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node !== null; node = comments.nextNode()) {
    const marker = markerAt(node);
    if (marker !== null) yield marker;
  }
}
