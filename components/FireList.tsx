import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { FireFacts } from "./FireFacts.tsx";
import { Icon } from "./Icon.tsx";
import { Moment } from "./Moment.tsx";

interface FireListProps {
  fires: readonly Fire[];
  viewer: Viewer;
  isFirstPage: boolean;
}

/** Fires, newest first. */
export function FireList({ fires, viewer, isFirstPage }: FireListProps) {
  if (fires.length === 0) return <NoFires isFirstPage={isFirstPage} />;
  return (
    <ol class="fires" aria-live={isFirstPage ? "polite" : undefined}>
      {fires.map((fire) => <FireRow key={fire.id} fire={fire} viewer={viewer} />)}
    </ol>
  );
}

function FireRow({ fire, viewer }: { fire: Fire; viewer: Viewer }) {
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
            <Icon name="check" /> acknowledged <Moment at={fire.acknowledgedAt} viewer={viewer} />
          </>
        )}
      </p>
    </li>
  );
}

function NoFires({ isFirstPage }: { isFirstPage: boolean }) {
  return (
    <section class="empty">
      <h2>{isFirstPage ? "Nothing has rung yet" : "No older fires"}</h2>
      <p>
        {isFirstPage
          ? "When an alarm goes off, it is kept here: which pair, which condition, at which price, and when."
          : "This is the end of the log."}
      </p>
    </section>
  );
}
