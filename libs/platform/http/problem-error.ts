import { problemCodes, type Problem, type ProblemCode } from '#contracts';

/** An answer that says no, with a stable code. Thrown by controllers; becomes problem+json (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly more: { context?: Record<string, unknown>; errors?: Problem['errors'] } = {},
  ) {
    super(detail ?? code);
  }
  get status(): number {
    return problemCodes[this.code];
  }
}

const titles: Partial<Record<ProblemCode, string>> = {
  'not-found': 'There is no such thing, or it is not yours to see',
  unauthenticated: 'Log in first',
  forbidden: 'Your role may not do this',
  invalid: 'The request does not have the right shape',
  internal: 'Something went wrong on our side',
};

export const problemOf = (error: ProblemError, requestId: string): Problem => ({
  type: `about:blank#${error.code}`,
  title: titles[error.code] ?? error.code.replaceAll('-', ' '),
  status: error.status,
  code: error.code,
  ...(error.detail ? { detail: error.detail } : {}),
  ...error.more,
  requestId,
});
