import type { Trouble } from "@/lib/live/troubles.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Icon } from "./Icon.tsx";
import { Moment } from "./Moment.tsx";

/** One thing that is wrong, in a line across the page. */
export function Banner({ trouble, viewer }: { trouble: Trouble; viewer: Viewer }) {
  const { level, text, since, detail } = trouble;
  return (
    <p class={`banner banner-${level}`}>
      <Icon name="warning" />
      <span>
        <strong>
          {text} {since !== null && <Moment at={since} viewer={viewer} />}
        </strong>
        {detail !== null && <span class="banner-detail">{detail}</span>}
      </span>
    </p>
  );
}
