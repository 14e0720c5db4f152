// Errors as RFC 9457 problem+json, with a stable `code` that screens translate.
import * as z from 'zod';

export const problemCodes = {
  'bad-request': 400,
  'malformed-json': 400,
  'bad-cursor': 400,
  unauthenticated: 401,
  forbidden: 403,
  'wrong-origin': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'place-taken': 409,
  'place-closed': 409,
  'place-wrong-kind': 409,
  'place-other-municipality': 403,
  'request-not-open': 409,
  'already-placed': 409,
  'hold-expired': 409,
  'not-in-this-state': 409,
  'idempotency-key-reused': 409,
  'version-conflict': 412,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'precondition-required': 428,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ProblemCode = keyof typeof problemCodes;

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  /** RFC 6901 pointers into the request body, or `?name` for a query parameter. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  /** What the screen needs to go on, for instance the next best place. */
  context: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
