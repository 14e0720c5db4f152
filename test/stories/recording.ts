// Recordings of hospitals' lines, as files of MLLP frames: byte by byte what was sent.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Framer } from '../../apps/intake/mllp/framer.ts';

/** One message as it went over the wire, without its frame. */
export interface Recorded {
  readonly controlId: string;
  /** MSH-7: when it was sent. */
  readonly sentAt: string;
  readonly bytes: Buffer;
}

/** A recording of a hospital's line in fixtures/. */
export function recorded(name: string): Recorded[] {
  const framer = new Framer(4 * 1024 * 1024);
  const file = readFileSync(join(__dirname, 'fixtures', name));
  return framer.push(file).flatMap((event) => {
    if (event.kind !== 'frame') return [];
    const header = event.bytes.toString('latin1').split('\r')[0]!.split('|');
    return [{ controlId: header[9]!, sentAt: instantOf(header[6]!), bytes: event.bytes }];
  });
}

/** `20261102090000+0100` as an instant. */
const instantOf = (time: string): string => {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)$/.exec(time)!;
  const [, year, month, day, hour, minute, second, zone, zoneMinutes] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}:${zoneMinutes}`).toISOString();
};
