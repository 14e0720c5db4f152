// Requests by the clock, whether or not the earlier ones have been answered. Times count from when a request was due, so a stall is not hidden.
import { Agent, get } from 'node:http';

export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function openLoop(
  url: string,
  asked: readonly Asked[],
  perSecond: number,
  seconds: number,
): Promise<{ latencies: number[]; failed: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  let failed = 0;
  const timed = async (due: number, what: Asked) => {
    const ok = await one(agent, url, what);
    latencies.push(performance.now() - due);
    if (!ok) failed += 1;
  };
  const total = Math.round(perSecond * seconds);
  const started = performance.now();
  await new Promise<void>((done) => {
    let sent = 0;
    const timer = setInterval(() => {
      for (; sent < total && started + (sent * 1000) / perSecond <= performance.now(); sent++) {
        const due = started + (sent * 1000) / perSecond;
        answers.push(timed(due, asked[sent % asked.length]!));
      }
      if (sent < total) return;
      clearInterval(timer);
      done();
    }, 1);
  });
  await Promise.all(answers);
  agent.destroy();
  return { latencies, failed };
}

const one = (agent: Agent, url: string, { path, headers }: Asked): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(`${url}${path}`, { agent, headers }, (response) => {
      response
        .resume()
        .once('end', () => resolve(response.statusCode === 200))
        .once('error', () => resolve(false));
    });
    request.once('error', () => resolve(false));
  });
