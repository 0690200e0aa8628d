import { COMMAND_FAULTS } from "./command_faults.ts";
import { PAGE_FAULTS } from "./page_faults.ts";
import type { PlantedFault } from "./planted_fault.ts";
import { RULE_FAULTS } from "./rule_faults.ts";
import { SOCKET_FAULTS } from "./socket_faults.ts";
import { SOURCE_FAULTS } from "./source_faults.ts";
import { STORE_FAULTS } from "./store_faults.ts";

/** All that is planted, in the order in which it is tried. */
export const FAULTS: readonly PlantedFault[] = [
  ...RULE_FAULTS,
  ...STORE_FAULTS,
  ...SOURCE_FAULTS,
  ...SOCKET_FAULTS,
  ...COMMAND_FAULTS,
  ...PAGE_FAULTS,
];
