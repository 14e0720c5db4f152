// How many others have a case open. A viewer is a keyed hash of the session, so a row says neither who nor what about the patient; it lapses by
// itself when the screen no longer says that it is there.
import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '#contracts';
import { CLOCK, type Clock, CONFIG, type Config, deriveKey, ProblemError } from '#platform';
import { DataSource } from 'typeorm';
import { findCase } from '../cases/find-case.ts';
import { announce } from '../stream/change-log.ts';

/** Two missed signs of life, at one each quarter of a minute, and some slack. */
const lapsesAfterMs = 40_000;

@Injectable()
export class PresenceBoard {
  private readonly key: Buffer;
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.key = deriveKey(config.masterKey, 'presence');
  }

  /** Two tabs of one browser are one viewer. Others hear of it over the live stream when somebody comes or goes. */
  async note(asker: Asker, session: string, journeyId: string, open: boolean): Promise<{ others: number }> {
    const viewer = createHmac('sha256', this.key).update(`${asker.login} ${session}`).digest('base64url').slice(0, 22);
    const now = this.clock.now();
    return this.dataSource.transaction(async (em) => {
      if (!(await findCase(em, asker, journeyId, now))) throw new ProblemError('not-found');
      const lapsed: unknown[] = (
        await em.query('delete from gateway.presence where journey_id = $1 and (until <= $2 or ($3 and viewer = $4)) returning viewer', [
          journeyId,
          now,
          !open,
          viewer,
        ])
      )[0];
      const [row] = open
        ? await em.query(
            `insert into gateway.presence as p (journey_id, viewer, until) values ($1, $2, $3)
             on conflict (journey_id, viewer) do update set until = excluded.until returning xmax = 0 as came`,
            [journeyId, viewer, new Date(now.getTime() + lapsesAfterMs)],
          )
        : [{ came: false }];
      if (row.came || lapsed.length > 0) {
        const change = { kind: 'presence', id: journeyId, municipality: null, revision: 0, at: now.toISOString() } as const;
        await announce(em, [{ ...change, municipalities: [], audience: null }]);
      }
      const [{ others }] = await em.query('select count(*)::int as others from gateway.presence where journey_id = $1 and viewer <> $2', [
        journeyId,
        viewer,
      ]);
      return { others: others as number };
    });
  }
}
