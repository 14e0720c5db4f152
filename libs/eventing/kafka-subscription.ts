// One member of a consumer group: follows its partitions from the offsets its group has stored, however Kafka moves them about. Kafka says who
// has a partition; the claim in the database fences whoever had it before; a batch that is not the next one is not handled but asked for again.
import { EventEmitter, once } from 'node:events';
import { Fenced } from './consumer.ts';
import { unexplained } from './kafka-faults.ts';
import type { End, FetchedBatch, GroupMember, Joined, Surroundings, Taken } from './kafka-member.ts';
import { Batches } from './batches.ts';
import { nameOf, type LogRecord, type OffsetAt, type Position, type Subscriber, type Subscription } from './log-transport.ts';
import { abandoned, wait } from './wait.ts';

/** A member that died without a word keeps everybody waiting until its session has passed, one at work until its batch is done: 10 s and 15 s. */
const JOIN_WITHIN_MS = 30_000;
const COMMIT_EVERY_MS = 1000;
/** How often to see whether a replay was ordered somewhere else. */
const LOOK_EVERY_MS = 2000;
const HEARTBEAT_MS = 1500;
/** Without a sign from the group for this long it counts as cut off. */
const SILENT_MS = 20_000;
/** A broker that is started anew is away for seconds, and a process that ended would only wait for it somewhere else. */
const GIVE_UP_AFTER_MS = 90_000;
const AGAIN_AFTER_MS = 1000;

export class KafkaSubscription implements Subscription {
  private readonly stopping = new AbortController();
  private readonly progress = new EventEmitter().setMaxListeners(0);
  private readonly next = new Map<string, number>();
  /** From one claim of a partition to the next: what was begun under an earlier one is not gone on with. */
  private readonly terms = new Map<string, AbortController>();
  private readonly busy = new Map<string, Promise<void>>();
  private readonly inHand = new Map<string, { readonly offset: number; readonly at: number }>();
  /** What must be committed to Kafka, for onlookers. */
  private readonly ahead = new Map<string, OffsetAt>();
  /** Partitions whose first record should be the last one handled: shows that it is still the same log. */
  private readonly proving = new Set<string>();
  private assigned: readonly Position[] = [];
  private claiming: Promise<void> = Promise.resolve();
  private fault: Error | null = null;
  private sign = performance.now();
  /** Since when it has crashed again and again without once being let in. */
  private crashing: number | null = null;
  private readonly batches: Batches;
  private member: Promise<GroupMember>;
  private readonly looking: Promise<void>;

  constructor(
    private readonly subscriber: Subscriber,
    private readonly enter: (joined: (assigned: Joined) => void, taken: Taken) => Promise<GroupMember>,
    private readonly around: Surroundings,
  ) {
    this.batches = new Batches(subscriber);
    this.member = this.entered();
    this.member.catch(() => {});
    this.looking = this.look();
  }

  /** Resolves with the first assignment. Rejects with what keeps us from one. */
  async joined(): Promise<void> {
    const late = new AbortController();
    const first = once(this.progress, 'joined', { signal: late.signal });
    const tooLate = wait(JOIN_WITHIN_MS, late.signal).then(() => {
      throw this.fault ?? new Error(`group ${this.subscriber.group.name} could not be joined within ${JOIN_WITHIN_MS / 1000} s`);
    });
    tooLate.catch(abandoned);
    const refused = once(this.progress, 'refused', { signal: late.signal }).then(() => {
      throw this.fault!;
    });
    refused.catch(abandoned);
    try {
      if (this.assigned.length === 0) await Promise.race([first, tooLate, refused, this.member.then(() => first)]);
    } finally {
      late.abort();
    }
  }

  async caughtUp(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const over = new AbortController();
      const moved = once(this.progress, 'moved', { signal: over.signal }).catch(abandoned);
      const [ends, stored] = await Promise.all([this.around.heads(), this.subscriber.offsets()]);
      const at = new Map(stored.map((s) => [nameOf(s), s.offset]));
      if (ends.every((end) => (at.get(nameOf(end)) ?? 0) >= end.high)) return over.abort();
      await Promise.race([moved, wait(100, this.stopping.signal).catch(abandoned)]);
      over.abort();
    }
  }

  rewind(): void {
    this.claim(this.assigned);
  }

  async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    for (const term of this.terms.values()) term.abort();
    const member = await this.member.catch(() => null);
    await this.commit(member).catch(() => {});
    await member?.leave().catch(() => {});
    await this.looking;
    this.progress.emit('moved');
  }

  trouble(): string | null {
    const silent = performance.now() - this.sign;
    if (silent < SILENT_MS) return null;
    return `no sign from its Kafka group for ${Math.round(silent / 1000)} s${this.fault ? ` (${this.fault.message})` : ''}`;
  }

  agesOf(at: readonly OffsetAt[]): number[] {
    return at.flatMap((position) => {
      const held = this.inHand.get(nameOf(position));
      return held && held.offset <= position.offset ? [Math.max(0, Date.now() - held.at)] : [];
    });
  }

  private entered(): Promise<GroupMember> {
    return this.enter((assigned) => this.join(assigned), {
      batch: (batch) => this.take(batch),
      heartbeat: () => this.alive(),
      rebalancing: () => this.alive(),
      crashed: (error, restart) => this.crashed(error, restart),
    });
  }

  /** The client has given up a member for what may pass: another takes its place in the group. */
  private enterAgain() {
    this.member = this.enteredAgain(this.member);
    this.member.catch(abandoned);
  }

  private async enteredAgain(before: Promise<GroupMember>): Promise<GroupMember> {
    await before.then((member) => member.leave()).catch(abandoned);
    for (;;) {
      await (this.around.wait ?? wait)(AGAIN_AFTER_MS, this.stopping.signal);
      const member = await this.entered().catch((error: Error) => this.crashed(error, true));
      if (member) return member;
    }
  }

  private alive() {
    this.sign = performance.now();
  }

  private join(assigned: Joined) {
    this.alive();
    this.fault = null;
    this.crashing = null;
    this.assigned = assigned;
    this.inHand.clear();
    this.ahead.clear();
    this.claim(assigned);
    this.progress.emit('joined');
  }

  private claim(partitions: readonly Position[]) {
    for (const position of partitions) {
      this.next.delete(nameOf(position));
      this.terms.get(nameOf(position))?.abort();
      this.terms.set(nameOf(position), new AbortController());
    }
    this.claiming = this.claiming.then(() => this.claimNow(partitions)).catch(abandoned);
  }

  /** Tried until it succeeds, or until the partitions are no longer ours. */
  private async claimNow(partitions: readonly Position[]): Promise<void> {
    const { signal } = this.stopping;
    const assignment = this.assigned;
    for (let failures = 1; !signal.aborted && assignment === this.assigned && partitions.length > 0; failures++) {
      try {
        const member = await this.member;
        await Promise.all(partitions.map((position) => this.busy.get(nameOf(position))));
        const [claimed, ends] = await Promise.all([this.subscriber.claim(partitions), this.around.heads()]);
        const endOf = new Map(ends.map((end) => [nameOf(end), end]));
        for (const at of claimed) await this.startFrom(at, endOf.get(nameOf(at)), member);
        return;
      } catch (error) {
        this.around.observer?.failed?.(`group ${this.subscriber.group.name} claiming`, error as Error);
        await wait(Math.min(5000, 100 * 2 ** Math.min(failures, 6)), signal).catch(abandoned);
      }
    }
  }

  /** The stored offset, unless the log does not reach there: then it is not the log that was read, or its beginning has been thrown away. */
  private async startFrom(at: OffsetAt, end: End | undefined, member: GroupMember): Promise<void> {
    const name = nameOf(at);
    const [low, high] = [end?.low ?? 0, end?.high ?? 0];
    this.proving.delete(name);
    if (at.offset > high || (at.offset > 0 && at.offset < low)) {
      const what =
        at.offset > high
          ? 'is shorter than what was read of it: it was made anew'
          : `begins at ${low}: what was not yet read before it is gone`;
      await this.startOver(at, low, what);
      return this.go({ ...at, offset: low }, member);
    }
    if (at.offset > low) this.proving.add(name);
    this.go(at, member);
  }

  private async startOver(at: OffsetAt, low: number, what: string): Promise<void> {
    this.around.observer?.failed?.(
      `group ${this.subscriber.group.name}`,
      new Error(`partition ${nameOf(at)} of the log ${what}; reading on from ${low}`),
    );
    await this.subscriber.moveTo({ ...at, offset: low });
  }

  private go(at: OffsetAt, member: GroupMember) {
    const name = nameOf(at);
    this.next.set(name, at.offset);
    member.seek({ ...at, offset: this.proving.has(name) ? at.offset - 1 : at.offset });
  }

  private async take(batch: FetchedBatch): Promise<void> {
    await this.claiming;
    const name = nameOf(batch);
    const expected = this.next.get(name);
    if (expected === undefined || batch.first === null || batch.over()) return;
    const from = this.proving.has(name) ? expected - 1 : expected;
    // A gap: fetched before we knew where to go on, or the beginning of the log was thrown away meanwhile.
    if (batch.first > from) return this.claim([{ topic: batch.topic, partition: batch.partition }]);
    const records = batch.records().filter((record) => record.offset >= from);
    if (records.length === 0) return (await this.member).seek({ topic: batch.topic, partition: batch.partition, offset: from });
    if (this.proving.delete(name) && !(await this.proven(batch, records.shift()!))) return;
    const work = this.handleAll(batch, name, records);
    this.busy.set(
      name,
      work.catch(abandoned).then(() => void this.busy.delete(name)),
    );
    await work;
  }

  /** The last event that was handled must still be where it was. */
  private async proven(batch: FetchedBatch, last: LogRecord): Promise<boolean> {
    const id = (last.event as { id?: unknown }).id;
    if (last.fault !== undefined || typeof id !== 'string' || (await this.subscriber.knows(id))) return true;
    const end = (await this.around.heads()).find((e) => nameOf(e) === nameOf(batch));
    await this.startOver(
      { ...batch, offset: last.offset + 1 },
      end?.low ?? 0,
      'holds other events than those that were read: it was made anew',
    );
    this.go({ ...batch, offset: end?.low ?? 0 }, await this.member);
    return false;
  }

  private async handleAll(batch: FetchedBatch, name: string, records: readonly (LogRecord & { at: number })[]): Promise<void> {
    const { batchSize } = this.subscriber.group;
    const { signal } = this.terms.get(name)!;
    const beating = setInterval(() => void batch.heartbeat().catch(abandoned), HEARTBEAT_MS);
    try {
      for (let i = 0; i < records.length && !batch.over() && !signal.aborted; i += batchSize) {
        const slice = records.slice(i, i + batchSize);
        this.inHand.set(name, { offset: slice[0]!.offset, at: slice[0]!.at });
        if (!(await this.handle(batch, slice, signal))) return;
        if (signal.aborted) return;
        const last = slice[slice.length - 1]!.offset;
        batch.resolve(last);
        this.next.set(name, last + 1);
        this.ahead.set(name, { topic: batch.topic, partition: batch.partition, offset: last + 1 });
        this.progress.emit('moved');
        await batch.heartbeat();
      }
    } finally {
      clearInterval(beating);
      this.inHand.delete(name);
    }
  }

  /** False when somebody else has the partition, or the stored offset is another: then nothing was done. */
  private async handle(batch: FetchedBatch, records: readonly LogRecord[], signal: AbortSignal): Promise<boolean> {
    try {
      await this.batches.handle(records, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof Fenced)) this.around.observer?.failed?.(`group ${this.subscriber.group.name}`, error as Error);
      // Still ours as far as the group is concerned? If not, this rejects, and whoever has it now goes on.
      await batch.heartbeat();
      this.claim([{ topic: batch.topic, partition: batch.partition }]);
      return false;
    }
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    let looked = performance.now();
    while (!signal.aborted) {
      await wait(COMMIT_EVERY_MS, signal).catch(abandoned);
      if (signal.aborted) return;
      try {
        await this.commit(await this.member);
        if (performance.now() - looked < LOOK_EVERY_MS) continue;
        looked = performance.now();
        const stored = await this.subscriber.offsets();
        const behind = stored.filter((at) => at.offset < (this.next.get(nameOf(at)) ?? 0) && !this.inHand.has(nameOf(at)));
        if (behind.length > 0) this.claim(behind);
      } catch {
        // Says itself elsewhere, and is tried again in a moment.
      }
    }
  }

  private async commit(member: GroupMember | null): Promise<void> {
    if (this.ahead.size === 0 || !member) return;
    const at = [...this.ahead.values()];
    this.ahead.clear();
    await member.commit(at);
  }

  private crashed(error: Error, restart: boolean) {
    this.fault = error;
    this.around.observer?.failed?.(`group ${this.subscriber.group.name}`, error);
    const now = performance.now();
    this.crashing ??= now;
    const lasts = !restart && !unexplained(error);
    if (lasts) this.progress.emit('refused');
    if (lasts || now - this.crashing > GIVE_UP_AFTER_MS) return this.around.fatal?.(error);
    if (!restart) this.enterAgain();
  }
}
