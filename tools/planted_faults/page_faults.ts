import type { PlantedFault } from "./planted_fault.ts";

/** Faults in what a person sees and presses. */
export const PAGE_FAULTS: readonly PlantedFault[] = [
  {
    name: "an alarm that has fired cannot be re-armed",
    file: "components/alarm/AlarmRow.tsx",
    find: `ARMED_LOOKS.has(look) ? "snooze" : "rearm"`,
    put: `ARMED_LOOKS.has(look) ? "snooze" : "snooze"`,
    tests: ["tests/components/pair_card_test.tsx"],
  },
  {
    name: "the greatest loss comes first",
    file: "lib/client/board/arrange.ts",
    find: "return percent === null ? null : -percent;",
    put: "return percent;",
    tests: ["tests/client/board/arrange_pairs_test.ts"],
  },
  {
    name: "a row that moves under the hand is pressed",
    file: "components/ringing/RingingDialog.tsx",
    find: "return settled !== key;",
    put: "return false;",
    tests: ["tests/e2e/ringing_hands_test.ts"],
    only: "A row that has just moved under the hand cannot be pressed",
    isBuilt: true,
  },
  {
    name: "a browser closes what rings",
    file: "components/ringing/RingingDialog.tsx",
    find: "if (currentTarget.isConnected) currentTarget.showModal();",
    put: "void currentTarget;",
    tests: ["tests/e2e/ringing_hands_test.ts"],
    only: "What rings stays on the screen, whatever asks its dialog to close",
    isBuilt: true,
  },
  {
    name: "a notification that stays when all is acknowledged",
    file: "static/sw.js",
    find: "if (!ids.includes(notification.tag)) notification.close();",
    put: "void notification;",
    tests: ["tests/e2e/worker_test.ts"],
    only: "A tab in the background has the system show what rings",
    isBuilt: true,
  },
  {
    name: "a volume that changes nothing",
    file: "lib/client/ringing/sound.ts",
    find: "this.#element().volume = volume;",
    put: "this.#element();",
    tests: ["tests/e2e/ringing_test.ts"],
    only: "volume",
    isBuilt: true,
  },
];
