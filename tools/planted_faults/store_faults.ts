import type { PlantedFault } from "./planted_fault.ts";

/** Faults in what must survive a crash. */
export const STORE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a file that is not synced before its rename",
    file: "lib/store/file/atomic_file.ts",
    find: "    await file.sync();\n",
    put: "",
    tests: ["tests/store/fault_test.ts"],
  },
  {
    name: "a folder that is not synced after a rename",
    file: "lib/store/file/atomic_file.ts",
    find: "await fs.syncFolder(folderOf(path));",
    put: "",
    tests: ["tests/store/fault_test.ts"],
  },
  {
    name: "what was written is not read back",
    file: "lib/store/file/atomic_file.ts",
    find: "    await verify(fs, temporary, bytes);\n",
    put: "",
    tests: ["tests/store/atomic_file_test.ts"],
  },
  {
    name: "told before it is on disk",
    file: "lib/store/store.ts",
    find: "if (mustWrite && !(await this.#put(target, batch))) return;",
    put: "for (const change of batch) this.#publish(change);\n" +
      "    if (mustWrite && !(await this.#put(target, batch))) return;",
    tests: ["tests/store/store_test.ts"],
  },
  {
    name: "a checksum that nobody compares",
    file: "lib/store/file/decode.ts",
    find: "if (digits !== actual) {",
    put: "if (digits.length !== actual.length) {",
    tests: ["tests/store/codec_test.ts", "tests/store/recovery_test.ts"],
  },
  {
    name: "fires are forgotten before they are announced",
    file: "lib/store/apply.ts",
    find: "fire.acknowledgedAt !== null && !unannounced.has(fire.id)",
    put: "fire.acknowledgedAt !== null",
    tests: ["tests/store/apply_test.ts"],
  },
];
