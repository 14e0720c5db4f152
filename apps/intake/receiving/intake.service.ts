// The one way in: frames from senders, events from HTTP and messages tried again all become items, are committed in groups, and are answered
// from what was committed. When the database is away nothing is accepted.
import { Buffer } from 'node:buffer';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EventStore, type Failpoint } from '#eventing';
import { CLOCK, counter, FAILPOINT, newLogger, OpaqueIds, PersonVault, RawCipher, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import { countFault, readBatch, type Batch } from '../hl7/batch.ts';
import { MappingBook } from '../mappings/mapping-book.ts';
import { acknowledge, batchAnswer } from '../mllp/ack.ts';
import type { Answer } from '../mllp/connection.ts';
import type { Peer } from '../mllp/peer.ts';
import { isPassing, isUnavailable } from './database-trouble.ts';
import { GroupCommit } from './group-commit.ts';
import { brokenItem, mllpItem, type Arrival, type Item } from './item.ts';
import { faultOf, verdictOf, type Judged } from './judge.ts';
import { PersonDirectory } from './person-directory.ts';
import { Receiver, type Outcome } from './receiver.ts';
import { SourceCounts } from './source-counts.ts';

const strangers = new Set(['empty', 'not-hl7', 'bad-delimiters']);
const ATTEMPTS = 3;
const plainPeer: Peer = { address: '', certificate: null };

@Injectable()
export class Intake implements OnModuleInit, OnApplicationShutdown {
  private readonly log = newLogger('intake');
  private readonly security = newLogger('security');
  private readonly counted = counter('sluss_intake_messages_total', 'Messages by source and what became of them', ['source', 'status']);
  private readonly receiver: Receiver;
  private readonly commits: GroupCommit<Item, Outcome>;
  private readonly sources: SourceCounts;
  private counting: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(EventStore) store: EventStore,
    @Inject(RawCipher) cipher: RawCipher,
    @Inject(PersonVault) vault: PersonVault,
    @Inject(OpaqueIds) private readonly ids: OpaqueIds,
    @Inject(MappingBook) private readonly book: MappingBook,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(FAILPOINT) private readonly failpoint: Failpoint,
  ) {
    this.receiver = new Receiver({ dataSource, store, cipher, ids, persons: new PersonDirectory(vault), failpoint });
    this.sources = new SourceCounts(dataSource);
    this.commits = new GroupCommit((batch) => this.commit(batch));
  }

  onModuleInit() {
    this.counting = setInterval(() => void this.sources.flush(), 1_000);
    this.counting.unref();
  }

  async onApplicationShutdown() {
    if (this.counting) clearInterval(this.counting);
    await this.commits.idle();
    await this.sources.flush();
  }

  /** A whole frame: one message, or a batch of them. What one `sender` sends is taken in order. */
  async frame(bytes: Buffer, sender = 0, peer = plainPeer): Promise<Answer> {
    const batch = readBatch(bytes);
    if (batch) return this.batch(batch, sender, peer);
    const { item, judged } = this.read(bytes, peer);
    return this.answer(item, judged, sender);
  }

  async tooLarge(head: Buffer, sender = 0, peer = plainPeer): Promise<Answer> {
    const { item, judged } = brokenItem(head, 'too-large', this.book.table, this.ids, peer.certificate);
    return { ...(await this.answer(item, judged, sender)), close: true };
  }

  async broken(bytes: Buffer, sender = 0, peer = plainPeer): Promise<void> {
    await this.take(brokenItem(bytes, 'frame-broken', this.book.table, this.ids, peer.certificate).item, sender);
  }

  /** Resolves after the commit; rejects when nothing was stored. */
  take(item: Item, sender = 0): Promise<Outcome> {
    return this.commits.submit(item, sender);
  }

  idle(): Promise<void> {
    return this.commits.idle();
  }

  private read(bytes: Buffer, peer: Peer): Arrival {
    const arrival = mllpItem(bytes, this.book.table, this.ids, peer.certificate);
    const { fault, source } = arrival.judged;
    // The name is the mapping's own; what a stranger writes is not logged.
    if (fault?.code.startsWith('certificate'))
      this.security.warn(
        { why: fault.code, source: source?.sourceId, address: peer.address, fingerprint: peer.certificate?.fingerprint },
        'a message in the name of a source by somebody else',
      );
    return arrival;
  }

  private async answer(item: Item, judged: Judged, sender: number): Promise<Answer> {
    const { messages, stored } = await this.acknowledged(item, judged, sender);
    return { messages, stranger: stored && item.fault !== null && strangers.has(item.fault.code), close: false };
  }

  private async acknowledged(item: Item, judged: Judged, sender: number): Promise<{ messages: Buffer[]; stored: boolean }> {
    const reply = { header: judged.header, charset: judged.charset, id: item.id.replace(/\W/g, '').slice(0, 19) };
    try {
      const outcome = await this.take(item, sender);
      return {
        messages: acknowledge({ ...reply, verdict: verdictOf(outcome.item.status), fault: outcome.item.fault, now: this.clock.now() }),
        stored: true,
      };
    } catch {
      return { messages: acknowledge({ ...reply, verdict: 'reject', fault: faultOf('not-stored'), now: this.clock.now() }), stored: false };
    }
  }

  /** Good messages are applied, bad ones are put aside; each has its acknowledgement, and the count says how it went. */
  private async batch(batch: Batch, sender: number, peer: Peer): Promise<Answer> {
    const items = [...batch.messages, ...batch.strays].map((bytes) => this.read(bytes, peer));
    const results = await Promise.all(items.map(({ item, judged }) => this.acknowledged(item, judged, sender)));
    const wrongCount = countFault(batch);
    const accepted = results.filter((r) => /\rMSA.[AC]A/.test(r.messages[0]?.toString('latin1') ?? '')).length;
    const comment = `${accepted} mottagna, ${items.length - accepted} ej mottagna${wrongCount ? `, fel antal (${wrongCount})` : ''}`;
    if (wrongCount) this.log.warn({ stated: batch.statedMessages, found: items.length }, 'batch counts differ');
    return {
      messages: [
        batchAnswer(
          batch.head,
          results.flatMap((r) => r.messages),
          comment,
          this.clock.now(),
        ),
      ],
      stranger: false,
      close: false,
    };
  }

  private async commit(batch: readonly Item[], attempt = 1): Promise<Outcome[]> {
    try {
      const now = this.clock.now();
      const outcomes = await this.receiver.receive(batch, now);
      await this.failpoint('answer.committed');
      this.sources.add(outcomes, now);
      for (const { item, duplicate } of outcomes)
        this.counted.labels(item.sourceId ?? 'unknown', duplicate ? 'duplicate' : item.status).inc();
      return outcomes;
    } catch (error) {
      if (isPassing(error) && attempt < ATTEMPTS) return this.commit(batch, attempt + 1);
      if (isPassing(error) || isUnavailable(error)) {
        this.log.error({ code: (error as { code?: string }).code, messages: batch.length }, 'messages could not be stored');
        throw error;
      }
      return this.apart(batch, error);
    }
  }

  /** One message of the batch breaks it for the others: each is tried alone, and the one that fails is kept for a person to look at. */
  private async apart(batch: readonly Item[], error: unknown): Promise<Outcome[]> {
    if (batch.length > 1) {
      const outcomes: Outcome[] = [];
      for (const item of batch) outcomes.push(...(await this.commit([item])));
      return outcomes;
    }
    const item = batch[0]!;
    if (item.fault?.code === 'not-understood') throw error;
    this.log.error(
      { messageId: item.id, code: (error as { code?: string }).code, name: (error as Error).name },
      'a message could not be handled',
    );
    const answer = item.answer === null ? null : ((item.answer[0]! + 'E') as Item['answer']);
    return this.commit([
      { ...item, status: 'quarantined', fault: faultOf('not-understood'), answer, persons: [], drafts: [], unknownUnits: [] },
    ]);
  }
}
