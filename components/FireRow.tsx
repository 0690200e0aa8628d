import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { FireFacts } from "./FireFacts.tsx";
import { Icon } from "./Icon.tsx";
import { Moment } from "./Moment.tsx";

interface FireRowProps {
  fire: Fire;
  /** Who acknowledged it; "" where that is not known. */
  acknowledgedBy: string;
  viewer: Viewer;
}

/** One fire in the log: what rang, and whether anybody has heard it. */
export function FireRow({ fire, acknowledgedBy, viewer }: FireRowProps) {
  return (
    <li class={fire.acknowledgedAt === null ? "fire fire-ringing" : "fire"}>
      <FireFacts
        fire={fire}
        viewer={viewer}
        condition={describeAlarm(fire.alarm, fire.pair)}
      />
      <p class="fire-acknowledged">
        {fire.acknowledgedAt === null ? <strong>Ringing</strong> : (
          <>
            <Icon name="check" />
            <span>
              acknowledged <Moment at={fire.acknowledgedAt} viewer={viewer} /> {acknowledgedBy}
            </span>
          </>
        )}
      </p>
    </li>
  );
}
