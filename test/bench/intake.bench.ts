// Durable intake: how many messages a second are acknowledged, each only after its commit, while all roles of the product work on what came in.
import type { Bench } from './figure.ts';
import { percentile, rounded } from './figure.ts';
import { framesOfStays, Line } from './feed.ts';
import { plainInserts } from './plain-inserts.ts';
import { processorSeconds, startProduct } from './product.ts';
import { settled, type BenchServer } from './server.ts';

export async function intakeBench(bench: Bench, server: BenchServer): Promise<void> {
  const url = await server.database('bench_intake');
  const bare = await server.database('bench_intake_floor');
  const product = await startProduct({ env: { DATABASE_URL: url, SLUSS_DEMO: 'off' }, profile: bench.profile && 'intake' });
  const seconds = bench.quick ? 3 : 10;
  try {
    await settled(url, 120_000);
    let person = 1_000_000;
    await sendFor(product.mllpPort, 4, bench.quick ? 1 : 3, () => (person += 10_000));
    for (const connections of [1, 8, 16]) {
      await settled(url, 300_000);
      const floor = await plainInserts(bare, connections, bench.quick ? 2 : 5, framesOfStays(64, 10)[0]!);
      const before = processorSeconds(product.pid);
      const { sent, took, latencies, refused } = await sendFor(product.mllpPort, connections, seconds, () => (person += 10_000));
      const settledMs = await settled(url, 600_000);
      const cpuMsPerMessage = rounded(((processorSeconds(product.pid) - before) * 1000) / sent);
      bench.tell({
        name: `intake.${connections}`,
        value: sent / took,
        unit: 'messages/s',
        floor: { value: floor, unit: 'tx/s', what: 'bare pg: begin, raw, event, outbox, commit' },
        aim: connections === 1 ? 'ratio >= 0.35' : 'ratio >= 0.35, >= 1500/s',
        seen: {
          refused,
          cpuMsPerMessage,
          settledAfterS: rounded(settledMs / 1000, 1),
          allTheWay: Math.round(sent / (took + settledMs / 1000)),
        },
      });
      bench.tell({ name: `intake.${connections}.ack.p50`, value: percentile(latencies, 0.5), unit: 'ms', floor: null });
      bench.tell({ name: `intake.${connections}.ack.p99`, value: percentile(latencies, 0.99), unit: 'ms', floor: null });
    }
  } finally {
    await product.stop();
  }
}

export async function sendFor(port: number, connections: number, seconds: number, firstPerson: () => number) {
  const lines = await Promise.all(
    Array.from({ length: connections }, async () => ({
      line: await Line.to(port),
      // Written before the clock starts: the sender's own work is not what is measured.
      frames: framesOfStays(Math.ceil((seconds * 4000) / connections) + 500, firstPerson()),
    })),
  );
  const started = performance.now();
  const until = started + seconds * 1000;
  const counts = await Promise.all(
    lines.map(async ({ line, frames }) => {
      let sent = 0;
      while (performance.now() < until && sent < frames.length) await line.send(frames[sent++]!);
      return sent;
    }),
  );
  const took = (performance.now() - started) / 1000;
  for (const { line } of lines) line.close();
  return {
    sent: counts.reduce((sum, count) => sum + count, 0),
    took,
    latencies: lines.flatMap(({ line }) => line.latencies),
    refused: lines.reduce((sum, { line }) => sum + line.refused, 0),
  };
}
