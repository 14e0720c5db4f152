import { execFileSync } from 'node:child_process';
import { asyncApiDocument } from './asyncapi.ts';
import { catalog } from './event-catalog.ts';
import { eventJsonSchema } from './json-schema.ts';
import { openApiDocument } from './openapi.ts';
import { routes } from './api/routes.ts';

/** The parser brings its own schema library, which needs plain Node and not the test's sandbox. */
function asyncApiFaults(document: unknown): { code: string; message: string; path: string[] }[] {
  const script = `
    const { Parser } = require('@asyncapi/parser');
    let text = '';
    process.stdin.on('data', (d) => (text += d)).on('end', async () => {
      const { diagnostics, document } = await new Parser().parse(text);
      const faults = diagnostics.filter((d) => d.severity === 0);
      process.stdout.write(JSON.stringify(document || faults.length ? faults : [{ code: 'no-document', message: '', path: [] }]));
    });`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { input: JSON.stringify(document), encoding: 'utf8' })) as ReturnType<
    typeof asyncApiFaults
  >;
}

describe('the AsyncAPI document', () => {
  it('is valid by the official parser and has every event type', () => {
    const document = asyncApiDocument('1.0.0');
    expect(asyncApiFaults(document)).toEqual([]);
    const names = Object.values(document.channels).flatMap((c) => Object.keys((c as { messages: object }).messages));
    expect(names.sort()).toEqual([...catalog.values()].map((e) => `${e.type}.v${e.version}`).sort());
  }, 60_000);

  it('would be refused with a fault in it', () => {
    const document = asyncApiDocument('1.0.0');
    expect(asyncApiFaults({ ...document, channels: { intake: { adress: 'intake' } } })).not.toEqual([]);
  }, 60_000);
});

describe('the OpenAPI document', () => {
  const document = openApiDocument('1.0.0');

  it('has every route of the table once, with its parameters, answers and roles', () => {
    for (const [name, route] of Object.entries(routes)) {
      const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
      const operation = document.paths[path]?.[route.method.toLowerCase()] as {
        operationId: string;
        parameters: { name: string; in: string }[];
        responses: object;
      };
      expect(operation.operationId).toBe(name);
      for (const [, parameter] of path.matchAll(/\{(\w+)\}/g))
        expect(operation.parameters).toContainEqual(expect.objectContaining({ name: parameter, in: 'path' }));
      expect(Object.keys(operation.responses)).toContain('default');
    }
    const ids = Object.values(document.paths).flatMap((p) => Object.values(p).map((o) => (o as { operationId: string }).operationId));
    expect(ids.length).toBe(new Set(ids).size);
    expect(ids.length).toBe(Object.keys(routes).length);
  });

  it('refers to nothing that is not in it', () => {
    for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer!.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect({ pointer, found: target !== undefined }).toEqual({ pointer, found: true });
    }
  });
});

describe('the JSON Schema of an event', () => {
  it('lets unknown properties through, so that the type can grow', () => {
    const schema = eventJsonSchema(catalog.get('PatientAdmitted')!);
    expect(schema.$id).toBe('/docs/events/PatientAdmitted.v1.json');
    expect(schema.additionalProperties).toBeUndefined();
    expect(schema.required).toContain('patientId');
  });
});
