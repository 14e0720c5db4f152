// A hospital with many patients that does not care how Sluss is doing: it sends each message, waits for its acknowledgement, and when the line breaks
// sends the same bytes again on a new one. Beside it two placement teams that claim the same three rooms.
import { adtBytes, personAt, type AdtContent, type Random } from '#simulator';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import type { Ledger } from './ledger.ts';

const minute = 60_000;
/** Of each line: people who have been told to be ready and are still there. */
const BEDS = 10;
/** Numbers of patients of no line. */
const CROWD = 1_000_000;
const rooms = [1, 2, 3].map((n) => `kobo-1382-ekbacken:${n}`);

export interface Target {
  readonly mllpPort: number;
  /** Asked in turn: one of them may be down. */
  readonly apis: readonly string[];
  readonly token: string;
  readonly ledger: Ledger;
  /** How long each line waits between two messages. */
  readonly everyMs?: number;
  /** For what an unruly feed repeats and puts in another order. */
  readonly random?: Random;
  /** The hospital's clock. */
  readonly now?: () => number;
}

/** What a team needs to know of a request to act on it. */
export interface Request {
  readonly requestId: string;
  readonly revision: number;
}

export class HospitalLoad {
  /** Messages acknowledged so far. */
  acknowledged = 0;
  /** A good message that was put aside: of a fault of ours, whatever else it says. */
  readonly misunderstood: string[] = [];
  /** What a claim was last refused with. */
  refusal = 'nothing';
  /** While it is, messages come twice and a stay in any order. */
  unruly = false;
  /** Held by a team and kept; let go when no room is left. */
  private readonly kept: Request[] = [];
  /** Patients of no line: of those who came all at once. */
  private crowd = 0;
  /** When a team has been promised a room for the first time. */
  readonly firstHold: Promise<void>;
  private promised = () => {};
  private stopping = false;
  private asked = 0;
  private readonly work: Promise<void>[];
  private waiting: { count: number; reached: () => void }[] = [];

  constructor(
    private readonly target: Target,
    lines: number,
  ) {
    this.firstHold = new Promise((promised) => (this.promised = promised));
    this.work = [...Array.from({ length: lines }, (_, line) => this.tell(this.fromLine(line))), this.team(0), this.team(1)];
  }

  /** When so many more have been acknowledged. */
  more(count: number): Promise<void> {
    return new Promise((reached) => this.waiting.push({ count: this.acknowledged + count, reached }));
  }

  /** Whatever is under way. */
  abandon(): void {
    this.stopping = true;
  }

  /** Ends when every message sent has been acknowledged. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.work);
  }

  /** So many more lines, each with so many patients and no pause between two messages. Ends when all is acknowledged. */
  async burst(lines: number, patients: number): Promise<void> {
    await Promise.all(Array.from({ length: lines }, () => this.tell(this.fromCrowd(patients), 0)));
  }

  /** What a hospital has kept while it was cut off, sent on one line without waiting for answers. Ends when all is acknowledged. Answers how many messages it was. */
  async backlog(patients: number): Promise<number> {
    const messages = [...this.fromCrowd(patients)].flatMap((index) => this.stay(index));
    for (const { controlId } of messages) this.target.ledger.sent(controlId);
    for (let left = messages; left.length > 0;) {
      const sender = await Sender.to(this.target.mllpPort).catch(() => null);
      sender?.send(...left.map((message) => Buffer.from(adtBytes(message))));
      const unanswered = new Map(left.map((message) => [message.controlId, message]));
      for (const _ of left) {
        const answer = (await sender?.answer()) ?? null;
        if (answer === null) break;
        const [verdict, controlId] = told(answer).split(' ');
        if (verdict === 'AE') this.misunderstood.push(`${controlId} was answered AE: ${await this.why(controlId!).catch(String)}`);
        if (verdict === 'AR' || !unanswered.delete(controlId!)) continue;
        if (verdict === 'AA') this.target.ledger.acknowledged(controlId!);
        this.count();
      }
      sender?.close();
      left = [...unanswered.values()];
      if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return messages.length;
  }

  private *fromCrowd(patients: number): Generator<number> {
    for (let i = 0; i < patients; i++) yield CROWD + this.crowd++;
  }

  private *fromLine(line: number): Generator<number> {
    for (let patient = 0; !this.stopping; patient++) yield line * 10_000 + patient;
  }

  private stay(index: number): AdtContent[] {
    return stayOf(index, this.target.now?.() ?? Date.now());
  }

  /** What is told when a patient comes. Of those of a line some wait on, until others come after them: a ward has so many beds. */
  private dayOf(patient: number, ward: AdtContent[][]): AdtContent[] {
    const stay = this.stay(patient);
    if (patient >= CROWD || patient % 4 === 0) return stay;
    ward.push(stay.slice(-1));
    return [...stay.slice(0, -1), ...(ward.length > BEDS ? ward.shift()! : [])];
  }

  private count(): void {
    this.acknowledged++;
    for (const { reached } of this.waiting.filter(({ count }) => count <= this.acknowledged)) reached();
    this.waiting = this.waiting.filter(({ count }) => count > this.acknowledged);
  }

  /** One patient after the other, each message until it is acknowledged. */
  private async tell(patients: Iterable<number>, everyMs = this.target.everyMs): Promise<void> {
    let sender: Sender | null = null;
    const used: string[] = [];
    const ward: AdtContent[][] = [];
    for (const patient of patients) {
      for (const said of this.inOrder(this.dayOf(patient, ward))) {
        if (everyMs) await new Promise((resolve) => setTimeout(resolve, everyMs));
        const { message, name } = this.numbered(said, used);
        const bytes = Buffer.from(adtBytes(message));
        this.target.ledger.sent(name);
        let answer = '';
        for (;;) {
          sender ??= await Sender.to(this.target.mllpPort).catch(() => null);
          sender?.send(bytes);
          answer = sender ? told(await sender.answer()) : '';
          if (/^A[AE] /.test(answer)) break;
          if (!answer.startsWith('A')) {
            sender?.close();
            sender = null;
          }
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        if (answer === `AA ${message.controlId}`) this.target.ledger.acknowledged(name);
        else this.misunderstood.push(`${message.controlId} was answered ${answer}: ${await this.why(message.controlId).catch(String)}`);
        this.count();
        // Nothing more is expected of it than of the first.
        if (this.unruly && this.target.random?.chance(0.5) && sender) {
          sender.send(bytes);
          const again = told(await sender.answer());
          if (again !== `AA ${message.controlId}`) {
            sender.close();
            sender = null;
          }
        }
      }
    }
    sender?.close();
  }

  /** An unruly feed has begun to count anew: it gives another message a number that it has given before. The ledger calls that one `number#2`. */
  private numbered(message: AdtContent, used: string[]): { message: AdtContent; name: string } {
    const again = this.unruly && this.target.random?.chance(0.2) ? used.shift() : undefined;
    if (again) return { message: { ...message, controlId: again }, name: `${again}#2` };
    used.push(message.controlId);
    return { message, name: message.controlId };
  }

  private inOrder(stay: AdtContent[]): AdtContent[] {
    const { random } = this.target;
    if (!this.unruly || !random) return stay;
    return stay
      .map((message) => ({ message, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ message }) => message);
  }

  private async why(controlId: string): Promise<string> {
    return JSON.stringify((await this.ask('GET', `intake/messages?controlId=${controlId}`)).items);
  }

  /** Holds a room for whoever waits; now and then it lets one go, so that the next can have it. */
  private async team(team: number): Promise<void> {
    for (let turn = 0; !this.stopping; turn++) {
      try {
        const { items } = await this.ask(
          'GET',
          `journeys?state=discharge-ready&municipality=1382&limit=20&sort=${team === 0 ? '' : '-'}waitHours`,
        );
        const open = items.find((item: { request: { status: string } | null }) => item.request?.status === 'open');
        if (open) await this.hold(open.request, rooms[turn % rooms.length]!).catch(() => this.makeRoom());
      } catch {
        // The product is down, or somebody was quicker.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (this.target.everyMs) await new Promise((resolve) => setTimeout(resolve, this.target.everyMs));
    }
  }

  private async hold(request: Request, placeId: string): Promise<void> {
    const held = await this.place(request, placeId);
    if (held.revision % 3 !== 0) await this.release(held);
    else this.kept.push(held);
  }

  /** Somebody else was quicker, or all rooms are kept: then one of them is let go. */
  private async makeRoom(): Promise<void> {
    const held = this.kept.length < rooms.length ? undefined : this.kept.shift();
    if (held) await this.release(held);
  }

  private async place({ requestId, revision }: Request, placeId: string): Promise<Request> {
    const { request } = await this.ask('POST', `requests/${requestId}/hold`, { placeId }, revision);
    this.target.ledger.held(requestId, placeId, request.revision);
    this.promised();
    return request;
  }

  /** Null when somebody else was quicker. */
  claim(request: Request, placeId: string): Promise<Request | null> {
    return this.place(request, placeId).catch((error: Error) => {
      this.refusal = error.message;
      return null;
    });
  }

  async release({ requestId, revision }: Request): Promise<void> {
    await this.ask('POST', `requests/${requestId}/release`, {}, revision);
  }

  async ask(method: string, path: string, body?: unknown, ifMatch?: number): Promise<ReturnType<typeof JSON.parse>> {
    const api = this.target.apis[this.asked++ % this.target.apis.length]!;
    const headers = {
      authorization: `Bearer ${this.target.token}`,
      'content-type': 'application/json',
      ...(ifMatch ? { 'if-match': `"${ifMatch}"` } : {}),
    };
    const response = await fetch(`${api}/api/v1/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const answer = (await response.json()) as ReturnType<typeof JSON.parse>;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.detail ?? ''}`);
    return answer;
  }
}

/** Three days in hospital, the last of them waiting for a short-term place; then they go home. */
function stayOf(index: number, now: number): AdtContent[] {
  const person = { ...personAt('faults', index), municipality: '1382', protectedIdentity: false };
  const admittedAt = now - (72 * 60 + (index % 600)) * minute;
  const location = { facility: 'HSH', unit: 'HSH-AVD11', sourceUnit: null, bed: null };
  const say = (
    trigger: AdtContent['trigger'],
    after: number,
    more: Partial<AdtContent> = {},
    stay: Partial<AdtContent['stay']> = {},
  ): AdtContent => {
    const at = admittedAt + after * minute;
    const visit = { system: 'halland-visit', value: `F-${index}` };
    return {
      trigger,
      controlId: `f${index}-${trigger}`,
      facility: 'HSH',
      person,
      occurredAt: at,
      sentAt: at,
      stay: { visit, location, admittedAt, ...stay },
      ...more,
    };
  };
  const ready = { at: admittedAt + 2 * 24 * 60 * minute, targets: ['short-term' as const], needs: [], municipality: '1382' };
  const home = { dischargedAt: admittedAt + 3 * 24 * 60 * minute, destination: { kind: 'home' as const } };
  return [
    say('A01', 0),
    say('A02', 300, {}, { location: { ...location, unit: 'HSH-GERI' } }),
    say('A08', 2 * 24 * 60, { ready }),
    say('A03', 3 * 24 * 60, {}, home),
  ];
}
