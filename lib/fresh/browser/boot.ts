import { computed, signal } from "@preact/signals";
import { type ComponentChild, type ComponentType, type ContainerNode, h, hydrate } from "preact";
import { setBuildId } from "../render/snapshot.ts";
import { earlyHands } from "./early_hands.ts";
import type { Cell } from "../render/render_state.ts";

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
  const giveBack = earlyHands();
  for (const [marker, vnode] of outermost(markers).map((m) => [m, island(m)] as const)) {
    hydrate(vnode, islandRoot(marker));
  }
  giveBack();
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

/** Turns the server's table of cells back into values; a cell becomes one value, however often used. */
export class Reviver {
  readonly #values = new Map<number, unknown>();

  constructor(private readonly cells: Cell[], private readonly slot: (id: number) => unknown) {}

  value(id: number): unknown {
    if (this.#values.has(id)) return this.#values.get(id);
    const cell = this.cells[id];
    if (Array.isArray(cell)) return this.#tagged(id, cell[0], cell.slice(1));
    if (typeof cell !== "object" || cell === null) return this.#keep(id, cell);
    const object = this.#keep(id, {});
    for (const [key, item] of Object.entries(cell)) {
      const value = this.value(item);
      // Not an assignment: the key may be "__proto__".
      Object.defineProperty(object, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  }

  // Containers are kept before they are filled, so that a cycle finds them.
  #tagged(id: number, tag: unknown, rest: unknown[]): unknown {
    const refs = rest as number[];
    switch (tag) {
      case "array":
        return this.#array(this.#keep(id, new Array(refs.length)), refs);
      case "set":
        return this.#set(this.#keep(id, new Set()), refs);
      case "map":
        return this.#map(this.#keep(id, new Map()), refs);
      case "signal":
        return this.#signal(id, refs[0] as number);
      case "computed":
        return this.#keep(id, computed(() => this.value(refs[0] as number)));
      case "slot":
        return this.#keep(id, this.slot(refs[0] as number));
      default:
        return this.#keep(id, reviveScalar(tag, rest));
    }
  }

  #keep<T>(id: number, value: T): T {
    this.#values.set(id, value);
    return value;
  }

  #array(array: unknown[], refs: number[]): unknown[] {
    refs.forEach((ref, i) => {
      if (ref >= 0) array[i] = this.value(ref);
    });
    return array;
  }

  #set(set: Set<unknown>, refs: number[]): Set<unknown> {
    for (const ref of refs) set.add(this.value(ref));
    return set;
  }

  #map(map: Map<unknown, unknown>, refs: number[]): Map<unknown, unknown> {
    for (let i = 0; i < refs.length; i += 2) {
      map.set(this.value(refs[i] as number), this.value(refs[i + 1] as number));
    }
    return map;
  }

  #signal(id: number, ref: number): unknown {
    const result = this.#keep(id, signal<unknown>(undefined));
    result.value = this.value(ref);
    return result;
  }
}

function reviveScalar(tag: unknown, [first, second]: unknown[]): unknown {
  switch (tag) {
    case "number":
      return Number(first);
    case "bigint":
      return BigInt(first as string);
    case "date":
      return new Date(first === null ? NaN : first as number);
    case "url":
      return new URL(first as string);
    case "regexp":
      return new RegExp(first as string, second as string);
    case "bytes":
      return Uint8Array.from(atob(first as string), (char) => char.charCodeAt(0));
    default:
      return undefined;
  }
}
