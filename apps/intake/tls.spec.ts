// MLLP over TLS: who is at the other end is shown by certificate, and each source may only be spoken for by its own.
import fs, { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Counter } from 'prom-client';
import { metrics, setLogLevel } from '#platform';
import { shippedMappings } from './mappings/mapping-book.ts';
import type { MappingFile } from './mappings/mapping-schema.ts';
import { MllpListener } from './mllp/listener.ts';
import { Issuer, tlsSettings, type Issued } from './testing/certificates.ts';
import { adt } from './testing/adt.ts';
import { runIntake, Sender, told, type RunningIntake } from './testing/running-intake.ts';

let region: Issuer;
let own: Issued;
let halmstad: Issued;
let varberg: Issued;
let intake: RunningIntake;
const folder = mkdtempSync(join(tmpdir(), 'sluss-tls-'));
const mappings = join(folder, 'mappings');

/** Halmstad is bound to one certificate, Varberg to a subject, Kungsbacka to none. */
function writeMappings() {
  const file = JSON.parse(readFileSync(join(shippedMappings(), 'halland-reference.json'), 'utf8')) as MappingFile;
  const bound: Record<string, string[]> = { HSH: [halmstad.fingerprint], HSV: ['CN=adt.hsv, O=Hallands sjukhus'] };
  const senders = file.senders.map((sender) => (bound[sender.facility] ? { ...sender, certificates: bound[sender.facility] } : sender));
  mkdirSync(mappings, { recursive: true });
  writeFileSync(join(mappings, 'reference.json'), JSON.stringify({ ...file, senders }));
}

beforeAll(async () => {
  region = await Issuer.named('Regionens utfärdare');
  own = await region.issue('CN=sluss');
  halmstad = await region.issue('CN=adt.hsh');
  varberg = await region.issue('CN=adt.hsv, O=Hallands sjukhus, C=SE');
  writeMappings();
  intake = await runIntake({ SLUSS_MAPPINGS: mappings, ...tlsSettings(folder, own, region.cert) });
});
afterAll(() => intake.stop());

const showing = (certificate: Issued | null): ConnectionOptions => ({ ca: region.cert, ...certificate });
const as = (certificate: Issued | null) => Sender.to(intake.port, showing(certificate));
let n = 0;
/** The answer to a new message in the name of `facility`, or null when the line was closed without one. */
async function send(sender: Sender, facility: string): Promise<string | null> {
  sender.send(adt('A08', { control: `t${++n}`, MSH: { 4: facility } }));
  const answer = await sender.answer();
  return answer === null ? null : told(answer).slice(0, 2);
}
/** How often connections have been turned away for `why`. */
async function unwelcome(why: string): Promise<number> {
  const { values } = await (metrics.getSingleMetric('sluss_mllp_unwelcome_total') as Counter).get();
  return values.find(({ labels }) => labels.why === why)?.value ?? 0;
}
/** The lines of the security log while `act` runs. */
async function securityLog(act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const written = jest.spyOn(fs, 'writeSync').mockImplementation((_, text) => String(text).length);
  setLogLevel('warn');
  await act();
  setLogLevel('error');
  const lines = written.mock.calls.map(([, text]) => JSON.parse(String(text)) as Record<string, unknown>);
  written.mockRestore();
  return lines.filter(({ name }) => name === 'security');
}
const refusals = (controlId: string) =>
  intake.rows(`select status, reason_code, source, answer from intake.message where control_id = $1`, [controlId]);

describe('a source', () => {
  it('shows its own certificate, by fingerprint or by subject: taken in', async () => {
    const [one, two] = [await as(halmstad), await as(varberg)];
    expect([await send(one, 'HSH'), await send(two, 'HSV')]).toEqual(['AA', 'AA']);
    one.close();
    two.close();
  });

  it('is spoken for with the certificate of another: AR, a line in the security log, and nobody has heard from it', async () => {
    const sender = await as(varberg);
    const lines = await securityLog(async () => expect(await send(sender, 'HSH')).toBe('AR'));
    expect(lines).toMatchObject([{ level: 40, why: 'certificate-mismatch', source: 'hsh-adt', fingerprint: varberg.fingerprint }]);
    expect(await refusals(`t${n}`)).toEqual([
      { status: 'refused', reason_code: 'certificate-mismatch', source: 'okänd: REFADT/HSH', answer: 'AR' },
    ]);
    // The line itself is good for the one it belongs to.
    expect(await send(sender, 'HSV')).toBe('AA');
    sender.close();
  });

  it('that is bound to no certificate is not taken in over TLS', async () => {
    const sender = await as(halmstad);
    expect(await send(sender, 'HSK')).toBe('AR');
    expect(await refusals(`t${n}`)).toMatchObject([{ reason_code: 'certificate-not-mapped' }]);
    sender.close();
  });

  it('keeps its control ids, and is heard when the same bytes come from itself', async () => {
    const text = adt('A01', { control: 'mine' });
    const [foreign, mine] = [await as(varberg), await as(halmstad)];
    const answers = [];
    for (const sender of [foreign, mine, foreign, mine]) {
      sender.send(text);
      answers.push(told(await sender.answer()));
    }
    expect(answers).toEqual(['AR mine', 'AA mine', 'AR mine', 'AA mine']);
    expect(
      await intake.rows(`select status, transport, duplicates, warnings from intake.message where control_id = 'mine' order by seq`),
    ).toEqual([
      { status: 'refused', transport: 'broken', duplicates: 1, warnings: [] },
      { status: 'stored', transport: 'mllp', duplicates: 1, warnings: [] },
    ]);
    foreign.close();
    mine.close();
  });

  it('cannot be had by an operator who tries the refused message again', async () => {
    const [{ id }] = (await intake.rows(`select id from intake.message where control_id = 'mine' and status = 'refused'`)) as [
      { id: string },
    ];
    const response = await intake.app.inject({
      method: 'POST',
      url: '/api/v1/intake/retry',
      headers: { authorization: `Bearer ${intake.config.token}` },
      payload: { ids: [id] },
    });
    expect(response.json()).toEqual({ retried: 0, stored: 0, quarantined: 0 });
  });

  it('that is bound to a certificate is not believed on a plain line, the others are', async () => {
    const plain = await runIntake({ SLUSS_MAPPINGS: mappings }, intake.db);
    const sender = await Sender.to(plain.port);
    expect([await send(sender, 'HSH'), await send(sender, 'HSK')]).toEqual(['AR', 'AA']);
    expect(await refusals(`t${n - 1}`)).toMatchObject([{ reason_code: 'certificate-required' }]);
    sender.close();
    await plain.stop();
  });
});

describe('who does not get in', () => {
  /** The line is closed without a word, and the operator is told why. */
  async function closedOn(connecting: () => Promise<Sender>, why: string): Promise<void> {
    const before = await unwelcome(why);
    const lines = await securityLog(async () => {
      // A client of TLS 1.3 may believe itself let in until it hears otherwise.
      const sender = await connecting().catch(() => null);
      if (sender) expect(await send(sender, 'HSH')).toBeNull();
      while ((await unwelcome(why)) === before) await new Promise(setImmediate);
    });
    expect(lines).toMatchObject([{ why, address: '127.0.0.1' }]);
  }

  it('one without a certificate', () => closedOn(() => as(null), 'no-certificate'));

  it('one whose certificate has run out, or is not valid yet', async () => {
    const old = await region.issue('CN=adt.hsh', { from: -30, to: -1 });
    await closedOn(() => as(old), 'certificate-expired');
    const early = await region.issue('CN=adt.hsh', { from: 1 });
    await closedOn(() => as(early), 'certificate-expired');
  });

  it('one with the right name from an issuer of its own', async () => {
    const forged = await (await Issuer.named('Regionens utfärdare')).issue('CN=adt.hsv, O=Hallands sjukhus, C=SE');
    await closedOn(() => as(forged), 'certificate-not-trusted');
  });

  it('one that speaks an old TLS', () =>
    closedOn(
      () => Sender.to(intake.port, { ...showing(halmstad), minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      'handshake',
    ));

  it('one that speaks no TLS at all', () => closedOn(() => Sender.to(intake.port), 'handshake'));
});

describe('crowds', () => {
  it('two hundred that never finish a handshake give way, and who shows a certificate is served', async () => {
    const half = await Promise.all(Array.from({ length: 200 }, () => Sender.to(intake.port)));
    const sender = await as(halmstad);
    expect(await send(sender, 'HSH')).toBe('AA');
    await Promise.all(half.slice(0, 70).map((one) => one.closed()));
    sender.close();
    for (const one of half) one.close();
  });

  it('a handshake that stops half-way is cut when its time is out', async () => {
    const why: string[] = [];
    const listener = new MllpListener({
      host: '127.0.0.1',
      port: 0,
      tls: { ...own, ca: region.cert },
      handshakeMs: 50,
      taker: () => {
        throw new Error('let in without a handshake');
      },
      unwelcome: (reason) => why.push(reason),
    });
    await listener.listen();
    const silent = await Sender.to(listener.port);
    silent.write(Buffer.from([0x16, 0x03, 0x01]));
    await silent.closed();
    while (listener.open > 0) await new Promise(setImmediate);
    expect(why).toEqual(['handshake']);
    await listener.close();
  });
});

describe('certificates that are renewed', () => {
  const shown = async () => {
    const sender = await as(halmstad);
    expect(await send(sender, 'HSH')).toBe('AA');
    const { fingerprint256 } = (sender.socket as TLSSocket).getPeerCertificate();
    sender.close();
    return fingerprint256;
  };

  it('are in use for new connections without a new start; who is connected stays so', async () => {
    const before = await as(halmstad);
    expect(await shown()).toBe(own.fingerprint);
    const next = await region.issue('CN=sluss');
    tlsSettings(folder, next, region.cert);
    while ((await shown()) !== next.fingerprint);
    expect(await send(before, 'HSH')).toBe('AA');
    before.close();
  });

  it('and do not fit together: the old ones stay, and the operator is told', async () => {
    const inUse = await shown();
    const lines = await securityLog(async () => {
      tlsSettings(folder, { cert: own.cert, key: halmstad.key }, region.cert);
      while (!jest.mocked(fs.writeSync).mock.calls.some(([, text]) => String(text).includes('MLLP_TLS_KEY')))
        await new Promise(setImmediate);
    });
    expect(lines[0]).toMatchObject({ level: 50, fault: 'MLLP_TLS_KEY: does not belong to the certificate of MLLP_TLS_CERT' });
    expect(await shown()).toBe(inUse);
  });
});
