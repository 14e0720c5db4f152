import { Rig } from './contract-rig.ts';
import { kafkaForTests } from './kafka-for-tests.ts';

const HOUR_MS = 3_600_000;

it('events of a process whose clock is hours ahead of the brokers’ leave all the same', async () => {
  const rig = await Rig.open(kafkaForTests());
  const now = Date.now;
  try {
    await rig.write('p');
    await rig.drain();
    Date.now = () => now() + 5 * HOUR_MS;
    await rig.write('p');
    await rig.drain();
    const said = (await Promise.all(Array.from({ length: 8 }, (_, partition) => rig.records(partition)))).flat();
    expect(said).toHaveLength(2);
  } finally {
    Date.now = now;
    await rig.close();
  }
}, 60_000);
