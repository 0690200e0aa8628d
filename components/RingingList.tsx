import { useState } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { RingingActions } from "./actions.ts";
import { RingingFire } from "./RingingFire.tsx";
import { useListFocus } from "./use_list_focus.ts";
import { useSettling } from "./use_settling.ts";
import { useSteadyRows } from "./use_steady_rows.ts";

/** More than this are counted instead of listed. */
const LISTED = 50;

interface RingingListProps {
  /** Newest first, at least one. */
  fires: readonly Fire[];
  /** The alarm of a fire as it is now; undefined when it was removed, or is none that is kept. */
  alarmOf: (fire: Fire) => Alarm | undefined;
  viewer: Viewer;
  actions: RingingActions;
}

/** Each fire that rings with what can be done about it; rows that have just moved cannot be pressed. */
export function RingingList({ fires, alarmOf, viewer, actions }: RingingListProps) {
  const rows = useSteadyRows(fires);
  const list = useListFocus();
  const [chosen, choose] = useState<string | null>(null);
  const open = rows.find(({ id }) => id === chosen) ?? rows[0];
  const isSettling = useSettling([open, ...rows].map((fire) => fire?.id).join());
  const older = rows.length - LISTED;
  return (
    <ol
      ref={list}
      id="ringing-list"
      class={isSettling ? "ringing-list ringing-settling" : "ringing-list"}
      onClickCapture={(event) => isSettling && event.stopPropagation()}
    >
      {rows.slice(0, LISTED).map((fire) => (
        <RingingFire
          key={fire.id}
          {...{ fire, viewer, actions }}
          alarm={alarmOf(fire)}
          isOpen={fire === open}
          onOpen={() => choose(fire.id)}
        />
      ))}
      {older > 0 && <li class="ringing-more">and {older} older ones</li>}
    </ol>
  );
}
