import { Controller, Inject } from '@nestjs/common';
import { CloudEvent } from '#contracts';
import { ApiRoute, In, newLogger, OpaqueIds, ProblemError, RawCipher, RoleThreads, type RouteInput } from '#platform';
import { DataSource } from 'typeorm';
import { MappingBook } from '../mappings/mapping-book.ts';
import { reloadMappings } from '../mappings/reload-mappings.ts';
import { Intake } from '../receiving/intake.service.ts';
import { retriedItem, type Item } from '../receiving/item.ts';
import { listMessages } from './message-list.ts';
import { toldItem } from './told-event.ts';

interface RawRow {
  readonly transport: 'mllp' | 'broken' | 'http';
  readonly raw: Buffer;
}

/** What operators do with messages: look, mend a mapping, try again. */
@Controller()
export class MessagesController {
  private readonly log = newLogger('intake');

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(MappingBook) private readonly book: MappingBook,
    @Inject(RawCipher) private readonly cipher: RawCipher,
    @Inject(OpaqueIds) private readonly ids: OpaqueIds,
    @Inject(RoleThreads) private readonly threads: RoleThreads,
  ) {}

  @ApiRoute('listMessages')
  list(@In() { query }: RouteInput<'listMessages'>) {
    return listMessages(this.dataSource, query);
  }

  @ApiRoute('retryMessages')
  async retry(@In() { body }: RouteInput<'retryMessages'>) {
    const rows: RawRow[] = await this.dataSource.query(
      `select transport, raw from intake.message where id = any($1) and status in ('quarantined', 'refused') and raw is not null and transport <> 'broken' order by seq`,
      [[...new Set(body.ids)]],
    );
    const outcomes = await Promise.all(rows.map((row) => this.intake.take(this.itemOf(row))));
    const stored = outcomes.filter(({ item }) => item.fault === null).length;
    return { retried: rows.length, stored, quarantined: rows.length - stored };
  }

  @ApiRoute('reloadMappings')
  async reload() {
    const result = await reloadMappings(this.book, this.threads);
    if ('faults' in result) {
      const errors = result.faults.map((f) => ({ pointer: `/${f.file}/${f.at.replaceAll('.', '/')}`, detail: f.fault }));
      throw new ProblemError('invalid', 'The mapping files are wrong; the old ones stay in force', { errors });
    }
    this.log.info({ version: result.version }, 'mappings reloaded');
    return result;
  }

  private itemOf(row: RawRow): Item {
    const raw = this.cipher.open(row.raw);
    if (row.transport !== 'http') return retriedItem(raw, this.book.table, this.ids);
    const event = CloudEvent.parse(JSON.parse(raw.toString('utf8')));
    return { ...toldItem(event, { ids: this.ids, identities: this.book.sources.flatMap((s) => s.identities) }), retry: true };
  }
}
