// Reads server-sent events as a browser would, one at a time.
import type { StreamChange } from '#contracts';

export interface StreamEvent {
  readonly id: number;
  readonly data: StreamChange;
}

export interface OpenStream {
  readonly response: Response;
  /** Where the server says the stream stands, before anything has happened. */
  readonly position: Promise<number>;
  next(): Promise<StreamEvent>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
  close(): void;
}

export async function openStream(url: string, headers: Record<string, string>): Promise<OpenStream> {
  const control = new AbortController();
  const response = await fetch(url, { headers, signal: control.signal });
  const events: StreamEvent[] = [];
  const waiting: ((event: StreamEvent) => void)[] = [];
  let told: (position: number) => void;
  const position = new Promise<number>((resolve) => (told = resolve));
  const take = (block: string) => {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const [id, data] = [Number(field('id')), field('data')];
    if (data === undefined) return told(id);
    const event = { id, data: JSON.parse(data) as StreamChange };
    const first = waiting.shift();
    if (first) first(event);
    else events.push(event);
  };
  const read = async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) take(block);
    }
  };
  return {
    response,
    position,
    next: () => (events.length ? Promise.resolve(events.shift()!) : new Promise((resolve) => waiting.push(resolve))),
    ended: response.ok ? read().catch(() => undefined) : Promise.resolve(),
    close: () => control.abort(),
  };
}
