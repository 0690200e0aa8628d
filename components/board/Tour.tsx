import type { Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { useLater } from "@/components/kit/use_later.ts";
import { loadOnDemand } from "@/components/page/later.ts";
import type { Model } from "@/lib/client/model.ts";
import { preferences } from "@/lib/client/preferences.ts";
import { isDemo } from "@/lib/client/tour.ts";

/** The first minute in the demo, until it was gone through or skipped in this browser. */
export function Tour({ model }: { model: Signal<Model> }) {
  const [isHere, come] = useState(false);
  // What this browser prefers is not known before.
  useEffect(() => come(isDemo(model.peek().status)), []);
  const isWanted = isHere && !preferences.value.hasToured;
  const later = useLater(isWanted, loadOnDemand, () => come(false));
  return isWanted && later !== null ? <later.TourCard model={model} /> : null;
}
