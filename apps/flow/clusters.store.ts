// Clusters of facts in the database: finds, joins and locks them, reads them, and writes back what a batch changed.
// A cluster is worked on by one transaction at a time. Locks are taken in sorted order; where clusters are joined while we look, PostgreSQL may end one of
// two transactions that wait for each other, and the batch is simply tried again.
import type { JourneyEvent } from '#contracts';
import { anchorsOf, type FlowFact } from '#domain';
import { inOneGo, prepared, type EventStore } from '#eventing';
import type { EntityManager } from 'typeorm';
import type { Cluster, StoredJourney } from './refold.ts';

const LOCK_SPACE = 7306;

const lockWith = (take: string) => prepared(`select ${take}(${LOCK_SPACE}, hashtext(name)) as taken from unnest($1::text[]) as name`);

const sql = {
  anchors: prepared('select anchor, cluster from flow.anchor where anchor = any ($1)'),
  lock: lockWith('pg_advisory_xact_lock'),
  tryLock: lockWith('pg_try_advisory_xact_lock'),
  addAnchors: prepared(
    'insert into flow.anchor (anchor, cluster) select * from unnest($1::text[], $2::text[]) on conflict do nothing returning anchor',
  ),
  facts: prepared('select cluster, json_agg(fact) as facts from flow.fact where cluster = any ($1) group by cluster'),
  journeys: prepared('select cluster, journey_id, revision, view from flow.journey where cluster = any ($1)'),
  addFacts: prepared(
    `insert into flow.fact (event_id, cluster, fact)
     select * from json_to_recordset($1::json) as f(event_id uuid, cluster text, fact json) on conflict do nothing`,
  ),
  putJourneys: prepared(
    `with j as materialized (select * from json_to_recordset($1::json) as j(id text, cluster text, revision int, view text)),
     tied as (insert into flow.anchor (anchor, cluster) select 'j:' || id, cluster from j order by 1 on conflict do nothing)
     insert into flow.journey (journey_id, cluster, revision, view) select id, cluster, revision, view from j
     on conflict (journey_id) do update set cluster = excluded.cluster, revision = excluded.revision, view = excluded.view`,
  ),
};

/** Passes by itself: the code is PostgreSQL's for a transaction that should simply be tried again. */
class ClustersMoved extends Error {
  override readonly name = 'ClustersMoved';
  readonly code = '40001';
}

interface AnchorRow {
  readonly anchor: string;
  readonly cluster: string;
}

interface FactsRow {
  readonly cluster: string;
  readonly facts: FlowFact[];
}

interface JourneyRow {
  readonly cluster: string;
  readonly journey_id: string;
  readonly revision: number;
  readonly view: string;
}

export class ClusterDesk {
  private clusterOf = new Map<string, string>();
  /** Anchors that nobody has named yet. */
  private named: string[] = [];
  private readonly read: { facts: FactsRow[]; journeys: JourneyRow[] } = { facts: [], journeys: [] };
  private readonly clusters = new Map<string, Cluster>();
  private readonly known = new Set<string>();
  private readonly loadedRevision = new Map<string, number>();
  private readonly added: { fact: FlowFact; anchor: string }[] = [];
  private readonly joined = new Map<string, string>();

  constructor(private readonly em: EntityManager) {}

  async open(facts: readonly FlowFact[]): Promise<void> {
    const names = await this.lockClusters(facts);
    for (const name of names) this.clusters.set(name, { facts: [], journeys: new Map() });
    for (const row of this.read.facts) {
      this.clusters.get(row.cluster)!.facts.push(...row.facts);
      for (const fact of row.facts) this.known.add(fact.id);
    }
    for (const { cluster, journey_id: id, revision, view } of this.read.journeys) {
      this.clusters.get(cluster)!.journeys.set(id, { revision, text: view });
      this.loadedRevision.set(id, revision);
    }
  }

  /** The cluster a fact belongs to, joined from several if the fact ties them; null when the fact is known already. */
  clusterFor(fact: FlowFact): Cluster | null {
    if (this.known.has(fact.id)) return null;
    const anchors = anchorsOf(fact);
    if (anchors.length === 0) return null;
    this.known.add(fact.id);
    this.added.push({ fact, anchor: anchors[0]! });
    const names = [...new Set(anchors.map((anchor) => this.nameOf(anchor)))].toSorted();
    return names.slice(1).reduce((into, name) => this.join(into, name, names[0]!), this.clusters.get(names[0]!)!);
  }

  /** One stream per journey; contradictions stand with the journey or patient they are about. */
  async save(store: EventStore, events: readonly JourneyEvent[]): Promise<void> {
    await this.saveJoins();
    await inOneGo([this.nameAnchors(), this.saveFacts(), this.saveJourneys(), store.appendMany(this.em, events)]);
  }

  private async saveFacts(): Promise<void> {
    if (this.added.length === 0) return;
    // Rows go as one JSON text: pg's array writer escapes each element by regular expression, which costs more than the insert.
    const rows = this.added.map(({ fact, anchor }) => ({ event_id: fact.id, cluster: this.nameOf(anchor), fact }));
    await this.em.query(sql.addFacts, [JSON.stringify(rows)]);
  }

  /**
   * Finds, locks and reads the cluster of each anchor. Looks again after locking: somebody may have joined clusters meanwhile, and then what was read with
   * it is read once more. Answers the names of the clusters, new ones included.
   */
  private async lockClusters(facts: readonly FlowFact[]): Promise<string[]> {
    const ties = facts.map(anchorsOf).filter((anchors) => anchors.length > 0);
    const anchors = [...new Set(ties.flat())].toSorted();
    const locked = new Set<string>();
    for (let found = await this.em.query(sql.anchors, [anchors]); ;) {
      this.clusterOf = new Map((found as AnchorRow[]).map((row) => [row.anchor, row.cluster]));
      this.named = nameUnknown(ties, this.clusterOf);
      const names = [...new Set(this.clusterOf.values())].toSorted();
      const open = names.filter((name) => !locked.has(name));
      if (open.length === 0) return names;
      [, found, this.read.facts, this.read.journeys] = await inOneGo([
        this.lock(open, locked.size > 0),
        this.em.query(sql.anchors, [anchors]),
        this.em.query(sql.facts, [names]),
        this.em.query(sql.journeys, [names]),
      ]);
      for (const name of open) locked.add(name);
    }
  }

  /** What nobody had named before is named now; when somebody else does the same at this moment, the batch begins again. */
  private async nameAnchors(): Promise<void> {
    if (this.named.length === 0) return;
    const rows: unknown[] = await this.em.query(sql.addAnchors, [this.named, this.named.map((anchor) => this.nameOf(anchor))]);
    if (rows.length < this.named.length) throw new ClustersMoved('anchors were named while a batch was naming them');
  }

  /** The first locks are waited for, in sorted order. Later ones would be out of order: if one is taken, give up and begin again rather than risk a deadlock. */
  private async lock(names: readonly string[], later: boolean): Promise<void> {
    const rows: { taken: unknown }[] = await this.em.query(later ? sql.tryLock : sql.lock, [names]);
    if (later && rows.some(({ taken }) => taken === false)) throw new ClustersMoved('clusters were joined while a batch was finding them');
  }

  private nameOf(anchor: string): string {
    let name = this.clusterOf.get(anchor)!;
    for (let next = this.joined.get(name); next !== undefined; next = this.joined.get(name)) name = next;
    return name;
  }

  private join(into: Cluster, name: string, intoName: string): Cluster {
    const other = this.clusters.get(name)!;
    into.facts.push(...other.facts);
    for (const [id, journey] of other.journeys) into.journeys.set(id, journey);
    this.clusters.delete(name);
    this.joined.set(name, intoName);
    return into;
  }

  private async saveJoins(): Promise<void> {
    if (this.joined.size === 0) return;
    const from = [...this.joined.keys()];
    const to = from.map((name) => {
      let at = name;
      for (let next = this.joined.get(at); next !== undefined; next = this.joined.get(at)) at = next;
      return at;
    });
    for (const table of ['anchor', 'fact', 'journey']) {
      await this.em.query(
        `update flow.${table} t set cluster = j.target from unnest($1::text[], $2::text[]) as j(name, target) where t.cluster = j.name`,
        [from, to],
      );
    }
  }

  private async saveJourneys(): Promise<void> {
    const changed: { id: string; cluster: string; journey: StoredJourney }[] = [];
    for (const [cluster, { journeys }] of this.clusters) {
      for (const [id, journey] of journeys) if (this.loadedRevision.get(id) !== journey.revision) changed.push({ id, cluster, journey });
    }
    if (changed.length === 0) return;
    // A stay without a visit number is known by its journey only once it has been folded: tie later facts about it to the cluster.
    const rows = changed.map(({ id, cluster, journey }) => ({ id, cluster, revision: journey.revision, view: journey.text }));
    await this.em.query(sql.putJourneys, [JSON.stringify(rows)]);
  }
}

/** Gives each unknown anchor the cluster of what it is tied to, or names a new one after the first of them. Answers the anchors it named, sorted. */
function nameUnknown(ties: readonly string[][], clusterOf: Map<string, string>): string[] {
  const parent = new Map<string, string>();
  const root = (anchor: string): string => {
    let at = anchor;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
  for (const [first, ...rest] of ties) {
    for (const anchor of rest) {
      const [a, b] = [root(first!), root(anchor)].toSorted() as [string, string];
      if (a !== b) parent.set(b, a);
    }
  }
  const nameOf = new Map<string, string>();
  for (const [anchor, cluster] of clusterOf) {
    const group = root(anchor);
    const known = nameOf.get(group);
    if (known === undefined || cluster < known) nameOf.set(group, cluster);
  }
  const unknown = [...new Set(ties.flat())].filter((anchor) => !clusterOf.has(anchor)).toSorted();
  for (const anchor of unknown) clusterOf.set(anchor, nameOf.get(root(anchor)) ?? root(anchor));
  return unknown;
}
