import { importHalf } from "./import_half.ts";

await importHalf("browser", 0);
await importHalf("processes", 1);
