import { useEffect, useState } from "preact/hooks";
import type { BoardDialogs } from "./BoardDialogs.tsx";
import type { PairDialogs } from "./use_pair_dialogs.ts";

/** The dialogs of a page about pairs. Their code comes when the first one is opened: most visits only look. */
export function LazyDialogs({ dialogs }: { dialogs: PairDialogs }) {
  const [loaded, setLoaded] = useState<{ Dialogs: typeof BoardDialogs } | null>(null);
  const isOpen = dialogs.open.value !== null;
  useEffect(() => {
    if (!isOpen || loaded !== null) return;
    const fail = () => {
      dialogs.show(null);
      const text = "The form could not be loaded; reload the page once the server is back";
      dialogs.notice.value = { tone: "bad", text };
    };
    import("./BoardDialogs.tsx").then(
      (module) => setLoaded({ Dialogs: module.BoardDialogs }),
      fail,
    );
  }, [isOpen, loaded]);
  return loaded === null ? null : <loaded.Dialogs dialogs={dialogs} />;
}
