import type { ComponentProps } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AlarmEditor } from "./AlarmEditor.tsx";
import { Dialog } from "./Dialog.tsx";
import { ErrorLine } from "./ErrorLine.tsx";

type Editor = typeof AlarmEditor;

/** The dialog in which an alarm is set or changed; its script comes when it is first opened. */
export function AlarmEditorLater(props: ComponentProps<Editor>) {
  const [Loaded, setLoaded] = useState<Editor | null>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    import("./AlarmEditor.tsx").then(
      ({ AlarmEditor }) => setLoaded(() => AlarmEditor),
      () => setFailed(true),
    );
  }, []);
  if (Loaded !== null) return <Loaded {...props} />;
  if (!hasFailed) return null;
  return (
    <Dialog title={`Alarm for ${props.pair.symbol}`} onClose={props.onClose}>
      <div class="dialog-body">
        <ErrorLine message="The form could not be loaded: is the server in reach? Try again." />
      </div>
    </Dialog>
  );
}
