// One live stream per browser, not per tab: HTTP/1.1 allows six connections to a server. The tab that holds the lock reads the stream and
// passes it on; when it closes, another takes over. Without Web Locks or BroadcastChannel each tab reads for itself.
import type { StreamChange } from '#contracts';
import { noteStream } from './contact.ts';

type Wire = { type: 'change'; change: StreamChange } | { type: 'state'; state: 'live' | 'lost' } | { type: 'ask' };

const everything: StreamChange = { kind: 'reset', id: '', municipality: null, revision: 0, at: new Date(0).toISOString() };
const retryMs = [1_000, 2_000, 5_000, 10_000, 20_000];
const signOfLifeMs = 10_000;

export function followLive(onChange: (change: StreamChange) => void): () => void {
  const stop = new AbortController();
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('sluss.live') : null;
  let leading = false;
  let state: 'live' | 'lost' = 'lost';
  let heardLeader = performance.now();

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel never leaves its origin
  const tell = (wire: Wire) => channel?.postMessage(wire);
  const change = (one: StreamChange) => {
    onChange(one);
    tell({ type: 'change', change: one });
  };
  const setState = (next: 'live' | 'lost') => {
    state = next;
    noteStream(next);
    tell({ type: 'state', state });
  };

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Wire>) => {
      if (leading) return data.type === 'ask' ? tell({ type: 'state', state }) : undefined;
      if (data.type === 'change') onChange(data.change);
      if (data.type === 'state') {
        heardLeader = performance.now();
        noteStream(data.state);
      }
    };
    tell({ type: 'ask' });
  }
  const pulse = setInterval(() => {
    if (leading) tell({ type: 'state', state });
    else if (performance.now() - heardLeader > 3 * signOfLifeMs) noteStream('lost');
  }, signOfLifeMs);

  const lead = () => {
    leading = true;
    return readStream(change, setState, stop.signal);
  };
  if (channel && navigator.locks) navigator.locks.request('sluss.live', { signal: stop.signal }, lead).catch(() => undefined);
  else void lead();

  return () => {
    stop.abort();
    clearInterval(pulse);
    channel?.close();
  };
}

/** Reads until told to stop. A stream that the browser gave up on is opened anew, and then everything shown is asked for again. */
function readStream(onChange: (change: StreamChange) => void, onState: (state: 'live' | 'lost') => void, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let attempt = 0;
    let lastId = '';
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (missed: boolean) => {
      // A page cannot set Last-Event-ID itself; the server takes it in the address.
      source = new EventSource(`/api/v1/stream${lastId ? `?lastEventId=${encodeURIComponent(lastId)}` : ''}`);
      source.onopen = () => {
        attempt = 0;
        onState('live');
        if (missed && !lastId) onChange(everything);
      };
      const take = ({ data, lastEventId }: MessageEvent<string>) => {
        lastId = lastEventId || lastId;
        onState('live');
        const parsed = parse(data);
        if (parsed) onChange(parsed);
      };
      source.onmessage = take;
      for (const kind of ['change', 'journey', 'unit', 'alert', 'message', 'reset']) source.addEventListener(kind, take);
      source.onerror = () => {
        onState('lost');
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(() => open(true), retryMs[Math.min(attempt++, retryMs.length - 1)]);
      };
    };
    open(false);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      done();
    });
  });
}

function parse(data: string): StreamChange | null {
  try {
    const value = JSON.parse(data) as Partial<StreamChange>;
    return typeof value.kind === 'string' && typeof value.id === 'string' ? (value as StreamChange) : null;
  } catch {
    return null;
  }
}
