import { importShare } from "./import_share.ts";

await importShare(0, 2);
