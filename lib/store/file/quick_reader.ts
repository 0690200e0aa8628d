import type { z } from "zod";

/** Stands for what a quick reader does not take: zod says what is wrong with it, if anything. */
export const NOT_TAKEN = Symbol("not taken");

type Read = (value: unknown) => unknown;
type Schema = z.core.$ZodType;
type Check = z.core.$ZodChecks;
type CheckDef = Check["_zod"]["def"];

/**
 * Reads what a schema takes as zod does, about ten times as fast: a store file has ten thousands of alarms and nobody is
 * served before they are read. It knows the few kinds of schemas that stored data is made of.
 * @throws {TypeError} where the schema has another one
 */
export function quickReader<T>(schema: z.ZodType<T>): (value: unknown) => T | typeof NOT_TAKEN {
  return readerOf(schema) as (value: unknown) => T | typeof NOT_TAKEN;
}

function readerOf(schema: Schema): Read {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== "string" && def.type !== "number" && def.type !== "array") refuseChecks(def);
  switch (def.type) {
    case "string":
      return where(testsOf(def), (value) => typeof value === "string");
    case "number":
      return where(testsOf(def), Number.isFinite);
    case "boolean":
      return where([], (value) => typeof value === "boolean");
    case "unknown":
      return (value) => value;
    case "enum":
      return oneOf(Object.values(def.entries));
    case "literal":
      return oneOf(def.values);
    case "nullable":
      return orNull(readerOf(def.innerType));
    case "readonly":
      return frozen(readerOf(def.innerType));
    case "array":
      return listReader(readerOf(def.element), testsOf(def));
    case "record":
      return recordReader(readerOf(def.keyType), readerOf(def.valueType));
    case "object":
      return objectReader(def);
    case "union":
      return isOfKinds(def) ? kindReader(def) : firstOf(def.options.map(readerOf));
    default:
      throw unknownPart(def.type);
  }
}

function unknownPart(name: string): TypeError {
  return new TypeError(`Cannot read ${name} quickly: teach it to quick_reader.ts`);
}

function refuseChecks({ checks = [] }: z.core.$ZodTypeDef): void {
  const [check] = checks;
  if (check !== undefined) throw unknownPart((check as Check)._zod.def.check);
}

type Test = (value: never) => boolean;

/** What zod asks of a text, a number or a list beyond that it is one. */
function testsOf(def: z.core.$ZodTypeDef): Test[] {
  // A format, such as that of a moment, is a schema and its own check.
  const own = isCheck(def) ? [testOf(def)] : [];
  return [...own, ...(def.checks ?? []).map((check) => testOf((check as Check)._zod.def))];
}

function isCheck(def: z.core.$ZodTypeDef | CheckDef): def is CheckDef {
  return "check" in def;
}

function testOf(def: CheckDef): Test {
  switch (def.check) {
    case "min_length":
      return ({ length }: string | unknown[]) => length >= def.minimum;
    case "max_length":
      return ({ length }: string | unknown[]) => length <= def.maximum;
    case "greater_than":
      return atLeast(Number(def.value), def.inclusive);
    case "less_than":
      return atMost(Number(def.value), def.inclusive);
    case "number_format":
      if (def.format === "safeint") return Number.isSafeInteger;
      break;
    case "string_format": {
      const { pattern } = def;
      if (pattern !== undefined && !pattern.global) return (value: string) => pattern.test(value);
    }
  }
  throw unknownPart(def.check);
}

function atLeast(least: number, isIncluded: boolean): Test {
  return isIncluded ? (value: number) => value >= least : (value: number) => value > least;
}

function atMost(most: number, isIncluded: boolean): Test {
  return isIncluded ? (value: number) => value <= most : (value: number) => value < most;
}

function where(tests: readonly Test[], isType: (value: unknown) => boolean): Read {
  const [first = () => true, second = () => true, ...others] = tests;
  const isRight = (value: unknown) =>
    isType(value) && first(value as never) && second(value as never) &&
    others.every((test) => test(value as never));
  return (value) => isRight(value) ? value : NOT_TAKEN;
}

function oneOf(values: readonly unknown[]): Read {
  const known = new Set(values);
  return (value) => known.has(value) ? value : NOT_TAKEN;
}

function orNull(read: Read): Read {
  return (value) => value === null ? null : read(value);
}

function frozen(read: Read): Read {
  return (value) => Object.freeze(read(value));
}

function firstOf(readers: readonly Read[]): Read {
  return (value) => {
    for (const read of readers) {
      const taken = read(value);
      if (taken !== NOT_TAKEN) return taken;
    }
    return NOT_TAKEN;
  };
}

function listReader(read: Read, tests: readonly Test[]): Read {
  return (value) => {
    if (!Array.isArray(value) || !tests.every((test) => test(value as never))) return NOT_TAKEN;
    const list: unknown[] = [];
    for (const item of value) {
      const taken = read(item);
      if (taken === NOT_TAKEN) return NOT_TAKEN;
      list.push(taken);
    }
    return list;
  };
}

function recordReader(readName: Read, read: Read): Read {
  return (value) => {
    if (!isObject(value)) return NOT_TAKEN;
    const entries: [string, unknown][] = [];
    for (const [name, item] of Object.entries(value)) {
      const taken = name === "__proto__" ? NOT_TAKEN : read(item);
      if (taken === NOT_TAKEN || readName(name) === NOT_TAKEN) return NOT_TAKEN;
      entries.push([name, taken]);
    }
    return Object.fromEntries(entries);
  };
}

type Kinds = z.core.$ZodDiscriminatedUnionDef;

function isOfKinds(def: z.core.$ZodUnionDef | Kinds): def is Kinds {
  return "discriminator" in def;
}

/** Reads an object by the schema that the word in one of its fields names. */
function kindReader({ discriminator, options }: Kinds): Read {
  const readers = new Map<unknown, Read>();
  for (const option of options) {
    const words = option._zod.propValues?.[discriminator] ?? [];
    for (const word of words) readers.set(word, readerOf(option));
  }
  return (value) => {
    const read = isObject(value) ? readers.get(value[discriminator]) : undefined;
    return read?.(value) ?? NOT_TAKEN;
  };
}

/** A number holds so many bits exactly. */
const MOST_FIELDS = 53;

interface Field {
  readonly name: string;
  readonly read: Read;
  /** What stands for a missing one: NOT_TAKEN where it must be there, undefined where it may be left out. */
  readonly missing: () => unknown;
}

function objectReader({ shape, catchall }: z.core.$ZodObjectDef): Read {
  if (catchall !== undefined) throw unknownPart("other fields");
  const fields = Object.entries(shape).map(([name, schema]) => fieldOf(name, schema));
  if (fields.length > MOST_FIELDS) throw unknownPart(`${fields.length} fields`);
  /** By which fields are there: an object to copy, since one that is put together name by name is slow ever after. */
  const blanks = new Map<number, Record<string, unknown>>();
  return (value) => {
    if (!isObject(value)) return NOT_TAKEN;
    const values: unknown[] = [];
    let there = 0;
    for (const { name, read, missing } of fields) {
      const given = value[name];
      const taken = given === undefined ? missing() : read(given);
      if (taken === NOT_TAKEN) return NOT_TAKEN;
      values.push(taken);
      there = there * 2 + (taken === undefined ? 0 : 1);
    }
    let blank = blanks.get(there);
    if (blank === undefined) blanks.set(there, blank = blankOf(fields, values));
    const object = { ...blank };
    fields.forEach(({ name }, nth) => {
      if (values[nth] !== undefined) object[name] = values[nth];
    });
    return object;
  };
}

function blankOf(fields: readonly Field[], values: readonly unknown[]): Record<string, unknown> {
  const names = fields.filter((_, nth) => values[nth] !== undefined).map(({ name }) => name);
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join()}}`);
}

function fieldOf(name: string, schema: Schema): Field {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
      return { name, read: readerOf(def.innerType), missing: () => undefined };
    case "default":
      return { name, read: readerOf(def.innerType), missing: () => def.defaultValue };
    case "prefault": {
      const read = readerOf(def.innerType);
      return { name, read, missing: () => read(def.defaultValue) };
    }
    default:
      return { name, read: readerOf(schema), missing: () => NOT_TAKEN };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
