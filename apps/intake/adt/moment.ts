// When something happened: the field's own time, else EVN-6 (occurred), EVN-2 (recorded), MSH-7 (sent). Arrival never counts.
import type { Path, Reading } from './reading.ts';

const OCCURRED: Path = ['EVN', 6];
const RECORDED: Path = ['EVN', 2];
const SENT: Path = ['MSH', 7];

/** When the message's words were said. Null (with a fault noted) when no time can be read. */
export function saidAt(reading: Reading): string | null {
  const moment = reading.momentAt([OCCURRED, RECORDED, SENT]);
  if (moment === null && reading.faults.length === 0) reading.fault('time-missing', 'MSH-7');
  return moment;
}

export function happenedAt(reading: Reading, own: readonly Path[]): string | null {
  return reading.momentAt(own) ?? (reading.faults.length === 0 ? saidAt(reading) : null);
}

/**
 * When something was taken back. Some senders put the time of what is cancelled in EVN-6, others that of the cancellation; the later of EVN-6
 * and EVN-2 is right for both, and a cancellation must come after what it cancels.
 */
export function takenBackAt(reading: Reading): string | null {
  const said = saidAt(reading);
  const recorded = reading.momentAt([RECORDED]);
  return said !== null && recorded !== null && recorded > said ? recorded : said;
}
