import { type ComponentChild, h } from "preact";
import { type Marker, markerAt, nodesWithin } from "./markers.ts";

/** Reads server-rendered nodes back as JSX; `island` says what stands at an island's marker. */
export function nodesToJsx(
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
export function slotNodes(id: number, shown: Map<number, Marker>): ChildNode[] {
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
