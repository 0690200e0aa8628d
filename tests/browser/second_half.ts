import { importShare } from "./import_share.ts";

await importShare(1, 2);
