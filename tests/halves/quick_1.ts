import { importHalf } from "./import_half.ts";

await importHalf("quick", 0);
