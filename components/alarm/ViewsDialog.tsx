import { useState } from "preact/hooks";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import type { AlarmView } from "@/lib/client/alarms/alarm_view.ts";
import {
  loadViews,
  MAX_VIEW_NAME,
  nameProblem,
  type SavedView,
  storeViews,
} from "@/lib/client/alarms/saved_views.ts";
import { dialogWords as words } from "./dialog_texts.tsx";

interface ViewsDialogProps {
  /** How the list is looked at now. */
  view: AlarmView;
  onChoose: (view: AlarmView) => void;
  onClose: () => void;
}

/** Ways to look at the list, by names that somebody gave them: chosen again, renamed, deleted. */
export function ViewsDialog({ view, onChoose, onClose }: ViewsDialogProps) {
  const [views, setViews] = useState(loadViews);
  const [renamed, setRenamed] = useState<string | null>(null);
  const save = (next: readonly SavedView[]) => {
    storeViews(next);
    setViews(next);
    setRenamed(null);
  };
  const choose = (chosen: AlarmView) => {
    onChoose(chosen);
    onClose();
  };
  return (
    <Dialog title={words.views} onClose={onClose}>
      <div class="dialog-body">
        {views.length > 0 && (
          <ul class="saved-views">
            {views.map((saved) => (
              <li key={saved.name}>
                {renamed === saved.name
                  ? (
                    <NameForm
                      {...{ label: words.newNameOf(saved.name), action: words.rename }}
                      first={saved.name}
                      others={views.filter((each) => each !== saved)}
                      onSave={(name) =>
                        save(views.map((each) => each === saved ? { ...saved, name } : each))}
                    />
                  )
                  : (
                    <Saved
                      {...{ saved }}
                      onChoose={() => choose(saved.view)}
                      onRename={() => setRenamed(saved.name)}
                      onDelete={() => save(views.filter((each) => each !== saved))}
                    />
                  )}
              </li>
            ))}
          </ul>
        )}
        <NameForm
          key={views.length}
          {...{ label: words.keepAs, action: words.keep, first: "", others: views }}
          onSave={(name) => save([...views, { name, view }])}
        />
        <p class="field-hint">{words.viewsHint}</p>
      </div>
    </Dialog>
  );
}

interface SavedProps {
  saved: SavedView;
  onChoose: () => void;
  onRename: () => void;
  onDelete: () => void;
}

function Saved({ saved: { name }, onChoose, onRename, onDelete }: SavedProps) {
  return (
    <div class="saved-view">
      <button type="button" class="button saved-view-name" onClick={onChoose}>{name}</button>
      <IconButton
        {...{ icon: "edit", text: words.rename, label: words.renameLabel(name), look: "quiet" }}
        onClick={onRename}
      />
      <IconButton
        {...{ icon: "trash", text: words.delete, label: words.deleteLabel(name), look: "quiet" }}
        onClick={onDelete}
      />
    </div>
  );
}

interface NameFormProps {
  label: string;
  action: string;
  first: string;
  others: readonly SavedView[];
  onSave: (name: string) => void;
}

function NameForm({ label, action, first, others, onSave }: NameFormProps) {
  const [name, setName] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = nameProblem(name, others);
    setProblem(found);
    if (found === null) onSave(name.trim());
  };
  return (
    <form class="view-name" noValidate onSubmit={submit}>
      <TextField
        {...{ label, value: name, maxLength: MAX_VIEW_NAME }}
        problem={problem ?? undefined}
        onChange={setName}
      />
      <button type="submit" class="button">{action}</button>
    </form>
  );
}
