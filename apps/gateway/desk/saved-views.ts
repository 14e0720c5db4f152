// Saved views of the queue: a name and the filters, sort, groups and columns it stands for. Kept per login; shared within the organisation.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, SavedView, SavedViews, ViewBody } from '#contracts';
import { CLOCK, type Clock, ProblemError } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import * as z from 'zod';

/** More than anybody finds their way in. */
const most = 50;
const isId = (id: string): boolean => z.uuid().safeParse(id).success;

@Injectable()
export class SavedViewStore {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Own views first, then what others share; each by name. */
  list(asker: Asker, em: EntityManager = this.dataSource.manager): Promise<SavedViews> {
    return em
      .query(
        `select v.view_id as id, v.name, v.shared, v.login = $1 as mine, d.view_id is not null as "isDefault", v.view
         from gateway.saved_view v left join gateway.default_view d on d.login = $1 and d.view_id = v.view_id
         where v.login = $1 or (v.shared and v.organisation = $2)
         order by v.login <> $1, lower(v.name), v.view_id`,
        [asker.login, asker.organisation],
      )
      .then((items: SavedView[]) => ({ items }));
  }

  /** The same id twice is one view. Somebody else's id is no view of yours. */
  save(asker: Asker, id: string, { name, shared, view }: z.infer<typeof ViewBody>): Promise<SavedViews> {
    return this.dataSource.transaction(async (em) => {
      if (!isId(id)) throw new ProblemError('not-found');
      await em.query(`select pg_advisory_xact_lock(hashtext('gateway.saved_view'), hashtext($1))`, [asker.login]);
      const [{ n }] = await em.query('select count(*)::int as n from gateway.saved_view where login = $1 and view_id <> $2', [
        asker.login,
        id,
      ]);
      if (n >= most) throw new ProblemError('invalid', `No more than ${most} views; delete one first`);
      const kept = await em.query(
        `insert into gateway.saved_view as v (view_id, login, organisation, name, shared, view, saved_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (view_id) do update set name = excluded.name, shared = excluded.shared, view = excluded.view, saved_at = excluded.saved_at
           where v.login = excluded.login
         returning view_id`,
        [id, asker.login, asker.organisation, name, shared, JSON.stringify(view), this.clock.now()],
      );
      if (!kept.length) throw new ProblemError('not-found');
      // Nobody's queue opens with a view that is no longer shown to them.
      if (!shared) await em.query('delete from gateway.default_view where view_id = $1 and login <> $2', [id, asker.login]);
      return this.list(asker, em);
    });
  }

  remove(asker: Asker, id: string): Promise<SavedViews> {
    return this.dataSource.transaction(async (em) => {
      const [gone] = isId(id)
        ? await em.query('delete from gateway.saved_view where view_id = $1 and login = $2 returning view_id', [id, asker.login])
        : [[]];
      if (!gone?.length) throw new ProblemError('not-found');
      return this.list(asker, em);
    });
  }

  choose(asker: Asker, id: string | null): Promise<SavedViews> {
    return this.dataSource.transaction(async (em) => {
      await em.query('delete from gateway.default_view where login = $1', [asker.login]);
      if (id !== null) {
        if (!(await this.list(asker, em)).items.some((one) => one.id === id)) throw new ProblemError('not-found');
        await em.query('insert into gateway.default_view (login, view_id) values ($1, $2)', [asker.login, id]);
      }
      return this.list(asker, em);
    });
  }
}
