// The OpenAPI 3.1 document, made from the route table.
import type * as z from 'zod';
import { Problem, problemCodes } from './api/problem.ts';
import { type Route, routes } from './api/routes.ts';
import { jsonSchemaOf, type JsonSchema } from './json-schema.ts';

const json = (schema: z.ZodType, io: 'input' | 'output') => ({ content: { 'application/json': { schema: jsonSchemaOf(schema, io) } } });

/** `/journeys/:id` -> `/api/v1/journeys/{id}` */
const openApiPath = (path: string) => `/api/v1${path.replace(/:(\w+)/g, '{$1}')}`;

function parametersOf(route: Route): unknown[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map((m) => ({ name: m[1], in: 'path', required: true, schema: { type: 'string' } }));
  const query = route.query ? (jsonSchemaOf(route.query, 'input') as { properties?: Record<string, JsonSchema>; required?: string[] }) : {};
  const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) ?? false,
    schema,
  }));
  const header = (name: string, required: boolean, description: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...inPath,
    ...inQuery,
    ...(route.ifMatch ? [header('If-Match', true, 'The revision you read, for instance "12"; 412 when it has changed since')] : []),
    ...(route.method === 'POST'
      ? [header('Idempotency-Key', false, 'The same key with the same body gets the same answer once more')]
      : []),
    ...(route.method === 'GET' ? [header('Accept-Language', false, 'sv (default) or en')] : []),
  ];
}

function operationOf(name: string, route: Route) {
  const status = String(route.status ?? 200);
  const stream = name === 'stream' ? { content: { 'text/event-stream': { schema: { type: 'string' } } } } : {};
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[1]],
    ...(route.roles === 'public' ? { security: [] } : { 'x-roles': route.roles }),
    parameters: parametersOf(route),
    ...(route.body ? { requestBody: { required: true, ...json(route.body, 'input') } } : {}),
    responses: {
      [status]: { description: 'Done', ...(route.response ? json(route.response, 'output') : stream) },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    (paths[openApiPath(route.path)] ??= {})[route.method.toLowerCase()] = operationOf(name, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluss',
      version,
      description:
        'Follows each patient by events from hospital through short-term housing to a lasting home, and says which gate is closed. ' +
        'Log in for a session cookie, or send the operator token as a bearer token. Lists answer `items`, `next` (cursor) and `total`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'sluss_session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      responses: {
        Problem: {
          description: `RFC 9457 problem with a stable code: ${Object.entries(problemCodes)
            .map(([code, status]) => `${code} (${status})`)
            .join(', ')}`,
          content: { 'application/problem+json': { schema: jsonSchemaOf(Problem, 'output') } },
        },
      },
    },
  };
}
