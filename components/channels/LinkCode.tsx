import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** A link to open here, or on the phone by its QR code; what draws that is loaded when there is one. */
export function LinkCode({ url }: { url: string }) {
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
