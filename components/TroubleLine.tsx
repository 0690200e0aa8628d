import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { PairActions } from "./actions.ts";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { Moment } from "./Moment.tsx";

interface TroubleLineProps {
  problem: PairProblem;
  viewer: Viewer;
  actions: Pick<PairActions, "addPair">;
}

/** What is wrong with a pair's price, since when, and what can be done about it. */
export function TroubleLine({ problem, viewer, actions }: TroubleLineProps) {
  const { title, since, reason, successor } = problem;
  return (
    <div class="pair-problem">
      <Icon name="warning" />
      <p>
        <strong>
          {title}
          {since !== null && (
            <>
              {" since "}
              <Moment at={since} viewer={viewer} />
            </>
          )}.
        </strong>{" "}
        {reason}
        {successor !== null && `. Watch ${successor} instead; this pair's alarms do not fire.`}
      </p>
      {successor !== null && (
        <IconButton
          icon="plus"
          text={`Add ${successor}`}
          onClick={() => actions.addPair(successor)}
        />
      )}
    </div>
  );
}
