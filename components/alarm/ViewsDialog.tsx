import { useState } from "preact/hooks";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { type AlarmView, alarmViewQuery, readAlarmView } from "@/lib/client/alarms/alarm_view.ts";
import { keep, recall } from "@/lib/client/preferences.ts";
import { texts } from "@/lib/language/texts.ts";
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

/** A way to look at the list of alarms, under a name of somebody's own. */
interface SavedView {
  readonly name: string;
  readonly view: AlarmView;
}

const KEY = "alarm-views";
/** Goes up when what is stored changes its shape. */
const VERSION = 1;
/** More are not kept: nobody finds them in a menu. */
const MAX_VIEWS = 30;
const MAX_VIEW_NAME = 40;

/** What this browser has stored; nothing where that cannot be read. */
function loadViews(): readonly SavedView[] {
  return readViews(recall("browser", KEY));
}

/** Stores them in this browser. */
function storeViews(views: readonly SavedView[]): void {
  const stored = views.map(({ name, view }) => ({ name, query: alarmViewQuery(view) }));
  keep("browser", KEY, JSON.stringify({ version: VERSION, views: stored }));
}

/** The views in a stored text; what is not as it should be is left out. */
export function readViews(text: string | null): readonly SavedView[] {
  const stored = parsed(text);
  if (!isRecord(stored) || stored["version"] !== VERSION) return [];
  const { views } = stored;
  if (!Array.isArray(views)) return [];
  const read = views.flatMap((each: unknown): SavedView[] => {
    if (!isRecord(each)) return [];
    const { name, query } = each;
    if (typeof name !== "string" || typeof query !== "string" || nameProblem(name, []) !== null) {
      return [];
    }
    return [{ name, view: readAlarmView(new URLSearchParams(query)) }];
  });
  return read.filter(({ name }, place) => read.findIndex((each) => each.name === name) === place)
    .slice(0, MAX_VIEWS);
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Why a view cannot be called so beside others; null where it can. */
export function nameProblem(name: string, others: readonly SavedView[]): string | null {
  if (name.trim() === "") return viewWords.noName;
  if (name.length > MAX_VIEW_NAME) return viewWords.longName(MAX_VIEW_NAME);
  if (others.some((each) => each.name === name.trim())) return viewWords.sameName(name.trim());
  return others.length >= MAX_VIEWS ? viewWords.tooMany(MAX_VIEWS) : null;
}

/** What is wrong with the name of a view. */
export const viewWords = texts("alarmViews", {
  noName: "Give it a name",
  longName: (most: number) => `Give it a name of at most ${most} characters`,
  sameName: (name: string) => `There is “${name}” already`,
  tooMany: (most: number) => `There are ${most} already; delete one first`,
});
