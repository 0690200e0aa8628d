import { type ComponentChild, type ComponentType, h, hydrate } from "preact";
import { setBuildId } from "../build_id.ts";
import type { Cell } from "../render/serializer.ts";
import { nodesToJsx, slotNodes } from "./dom_to_vnode.ts";
import { islandRoot } from "./island_root.ts";
import { type Marker, markersIn } from "./markers.ts";
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
