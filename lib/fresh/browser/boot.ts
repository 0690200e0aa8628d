import { type ComponentChild, type ComponentType, type ContainerNode, h, hydrate } from "preact";
import { setBuildId } from "../build_id.ts";
import type { Cell } from "../render/render_state.ts";
import { Reviver } from "./revive.ts";

type Modules = Record<string, Record<string, ComponentType>>;

interface PageState {
  islands: [module: string, name: string, props: number][];
  cells: Cell[];
}

/** Brings the page's islands to life. */
export function boot(modules: Modules, buildId: string): void {
  setBuildId(buildId);
  const source = document.getElementById("__FRSH_STATE")?.textContent;
  if (!source) return;
  const { islands, cells } = JSON.parse(source) as PageState;
  const markers = [...markersIn(document.body)];
  const templates = [
    ...document.querySelectorAll<HTMLTemplateElement>("template[id^=fresh-slot-]"),
  ];
  const slots = [...markers, ...templates.flatMap((template) => [...markersIn(template.content)])]
    .filter((marker) => marker.kind === "slot");
  const shown = new Map(slots.map((marker) => [marker.id, marker]));
  const island = ({ id }: Marker): ComponentChild => {
    const [module, name, props] = islands[id] as PageState["islands"][number];
    const component = modules[module]?.[name];
    return component ? h(component, reviver.value(props) as object) : null;
  };
  // A slot is read before its island is hydrated, which takes the comments out of the document.
  const reviver = new Reviver(cells, (id) => nodesToJsx(slotNodes(id, shown), island));
  for (const [marker, vnode] of outermost(markers).map((m) => [m, island(m)] as const)) {
    hydrate(vnode, islandRoot(marker));
  }
}

// Islands within an island's slot belong to that island's tree.
function outermost(markers: Marker[]): Marker[] {
  let end: Comment | null = null;
  return markers.filter((marker) => {
    const inside = end !== null &&
      (marker.start.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    if (inside || marker.kind !== "island") return false;
    end = marker.end;
    return true;
  });
}

/** Reads server-rendered nodes back as JSX; `island` says what stands at an island's marker. */
function nodesToJsx(
  nodes: readonly ChildNode[],
  island: (marker: Marker) => ComponentChild,
): ComponentChild[] {
  const result: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as ChildNode;
    const marker = markerAt(node);
    if (marker?.kind === "island") {
      result.push(island(marker));
      i = nodes.indexOf(marker.end);
    } else if (node instanceof Text) {
      result.push(node.data);
    } else if (node instanceof Element) {
      result.push(elementToJsx(node, island));
    }
  }
  return result;
}

/** The nodes of a slot: where the island shows them, or in the template that carries them. */
function slotNodes(id: number, shown: Map<number, Marker>): ChildNode[] {
  const marker = shown.get(id);
  if (marker !== undefined) return nodesWithin(marker);
  const template = document.getElementById(`fresh-slot-${id}`);
  return template instanceof HTMLTemplateElement ? [...template.content.childNodes] : [];
}

function elementToJsx(
  element: Element,
  island: (marker: Marker) => ComponentChild,
): ComponentChild {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) props[name] = propValue(element, name, value);
  return h(element.localName, props, ...nodesToJsx([...element.childNodes], island));
}

// An empty attribute of a boolean property means true; as a property it would mean false.
function propValue(element: Element, name: string, value: string): unknown {
  return value === "" && typeof Reflect.get(element, name) === "boolean" ? true : value;
}

/** Lets Preact treat the nodes between two comments as a container of their own. */
function islandRoot(marker: Marker): ContainerNode {
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

/** A comment that the server put around an island or a slot. */
interface Marker {
  kind: "island" | "slot";
  id: number;
  start: Comment;
  end: Comment;
}

function markerAt(node: Node): Marker | null {
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

function nodesWithin({ start, end }: Marker): ChildNode[] {
  const nodes: ChildNode[] = [];
  for (let node = start.nextSibling; node !== null && node !== end; node = node.nextSibling) {
    nodes.push(node);
  }
  return nodes;
}

function* markersIn(root: Node): Generator<Marker> {
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node !== null; node = comments.nextNode()) {
    const marker = markerAt(node);
    if (marker !== null) yield marker;
  }
}
