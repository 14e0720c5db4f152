// JSON Schema (2020-12) of what the catalogue and the route table hold, so that others can check without this code.
import * as z from 'zod';
import type { CatalogEntry } from './event-catalog.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * `input` is what a sender may write: unknown properties are let through, so that a schema can grow without breaking its readers.
 * `output` is what we promise to answer with.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
}

/** The schema of an event's data, as `dataschema` of its CloudEvent points to it. */
export function eventJsonSchema(entry: CatalogEntry): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `/docs/events/${entry.type}.v${entry.version}.json`,
    title: entry.type,
    ...jsonSchemaOf(entry.schema, 'input'),
  };
}
