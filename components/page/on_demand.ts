export { formerPart, readPart } from "@/lib/client/alarms/read_in_place.ts";
export { readTypedLine } from "@/lib/client/line/suggest.ts";
export { TourCard } from "@/components/board/TourCard.tsx";
export { PairOptions } from "@/components/pair/PairOptions.tsx";
export { PullToRefresh } from "./PullToRefresh.tsx";
export { doShortcut, ShortcutsDialog } from "./ShortcutsDialog.tsx";
export { confirmByPasskey, logInByPasskey, makePasskey } from "@/lib/client/passkeys.ts";
