import { importHalf } from "./import_half.ts";

await importHalf("browser", 1);
await importHalf("processes", 0);
