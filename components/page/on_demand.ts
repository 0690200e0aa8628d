export { readTypedLine } from "@/lib/client/line/suggest.ts";
export { doShortcut, ShortcutsDialog } from "./ShortcutsDialog.tsx";
