// The product's HTTP API with the operator's key: for looking things up, and for what the keyboard has shown once and need not show again.
export class Operator {
  constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  async get<T>(path: string): Promise<T> {
    const answer = await this.send('GET', path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Null when it was refused: somebody else acted in between. */
  async post<T>(path: string, body: unknown, revision?: number): Promise<T | null> {
    const answer = await this.send('POST', path, body, revision);
    if (answer.ok) return (await answer.json()) as T;
    await answer.body?.cancel();
    return null;
  }

  private send(method: string, path: string, body?: unknown, revision?: number): Promise<Response> {
    return fetch(`${this.url}/api/v1/${path}`, {
      method,
      signal: AbortSignal.timeout(20_000),
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
