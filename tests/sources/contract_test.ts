import { testBarsContract } from "./bars_contract.ts";
import { testContract } from "./contract.ts";
import { testFaultContract } from "./fault_contract.ts";
import { SOURCES_UNDER_TEST } from "./sources_under_test.ts";
import { testStreamContract } from "./stream_contract.ts";
import { testStreamFaultContract } from "./stream_fault_contract.ts";
import { testTimeContract } from "./time_contract.ts";

// One suite over all sources: what each promises, and what becomes of it when the source does wrong.
for (const source of SOURCES_UNDER_TEST) {
  testContract(source);
  testBarsContract(source);
  testFaultContract(source);
  testTimeContract(source);
  testStreamContract(source);
  testStreamFaultContract(source);
}
