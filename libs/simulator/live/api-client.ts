// The product's own HTTP API as an agent of the demo uses it. An answer that says no is a value; only a broken connection throws.

export interface Answer<T> {
  readonly ok: boolean;
  readonly status: number;
  readonly body: T | null;
}

const patienceMs = 15_000;

export class ApiClient {
  constructor(
    /** Up to and with /api/v1. */
    private readonly base: string,
    private readonly token: string,
  ) {}

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  /** `revision`: what was read before, for acts that must not go past somebody else's. */
  post<T>(path: string, body: unknown, revision?: number): Promise<Answer<T>> {
    return this.call<T>('POST', path, body, revision);
  }

  private async call<T>(method: string, path: string, body?: unknown, revision?: number): Promise<Answer<T>> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const ok = response.ok;
    return { ok, status: response.status, body: ok && text ? (JSON.parse(text) as T) : null };
  }
}
