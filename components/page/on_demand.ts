export { readTypedLine } from "@/lib/client/line/suggest.ts";
export { PullToRefresh } from "./PullToRefresh.tsx";
export { doShortcut, ShortcutsDialog } from "./ShortcutsDialog.tsx";
