import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Moment } from "@/components/kit/Moment.tsx";
import { viewer } from "@/lib/client/viewer.ts";

interface LinkCodeProps {
  url: string;
  /** ISO 8601; an older server does not say. */
  expiresAt: string | undefined;
  onRenew: () => void;
}

/** A link to open here, or on the phone by its QR code, as long as it is good. */
export function LinkCode({ url, expiresAt, onRenew }: LinkCodeProps) {
  if (expiresAt !== undefined && viewer.calmNow.value >= Date.parse(expiresAt)) {
    return (
      <div class="channel-link">
        <p class="channel-when">The link has expired.</p>
        <button type="button" class="button" onClick={onRenew}>Make a new link</button>
      </div>
    );
  }
  return <GoodLink {...{ url, expiresAt }} />;
}

/** What draws the code is loaded when there is one. */
function GoodLink({ url, expiresAt }: Pick<LinkCodeProps, "url" | "expiresAt">) {
  const code = useSignal<{ readonly path: string; readonly size: number } | null>(null);
  useEffect(() => {
    let isOver = false;
    // Without it there is still the link.
    void import("@/lib/text/qr.ts").then(({ qrPath }) => {
      if (!isOver) code.value = qrPath(url);
    }, () => {});
    return () => {
      isOver = true;
    };
  }, [url]);
  return (
    <div class="channel-link">
      <a class="button" href={url} target="_blank" rel="noreferrer" aria-current="false">
        Open the bot and press Start
      </a>
      {expiresAt !== undefined && (
        <p class="channel-when">
          Good until <Moment at={expiresAt} />
        </p>
      )}
      {code.value !== null && (
        <figure class="channel-code">
          <svg
            viewBox={`0 0 ${code.value.size} ${code.value.size}`}
            role="img"
            aria-label="QR code of the link"
            shape-rendering="crispEdges"
          >
            <path d={code.value.path} />
          </svg>
          <figcaption>Or point the phone's camera here.</figcaption>
        </figure>
      )}
    </div>
  );
}
