// The alert desk: the situation, the sources, what is watched and what is open, and how it moves on. Pure: it is given its state and every moment.
// Time goes forward by events and by being asked; whatever falls due in between is judged at the moment it fell due, so that history read in a
// second gives the same alerts, with the same ids and times, as if it had been lived through.
import type { AlertRuleId, AlertView, EventOf, JourneyEvent, PlacementEvent } from '#contracts';
import { sceneOf } from '../causes/scene.ts';
import { applyToSituation, forMunicipality, type Situation } from '../causes/situation.ts';
import { millisOf } from '../time/calendar.ts';
import { type AlertDraft, isOpen } from './alert-revision.ts';
import { earlier, firstOf, fingerprintOf, later, plusSeconds, type Subject } from './finding.ts';
import { newWatch, step, type Watch } from './life-cycle.ts';
import type { DeskPolicies } from './policy.ts';
import { rulesFor } from './rules.ts';
import { type Source, World } from './rules/rule.ts';
import { silencedUntil, type Silence } from './silence.ts';

export type WatchedEvent = JourneyEvent | PlacementEvent | EventOf<'SourceHeard'>;

export interface SubjectState {
  readonly subject: Subject;
  readonly watches: Readonly<Partial<Record<AlertRuleId, Watch>>>;
  readonly checkedAt: string;
  readonly nextAt: string | null;
  /** Something has changed that it was not judged on: the next time that today's time passes, it is. */
  readonly unseen?: boolean;
}

/** An event to append, with the event or sweep that led to it. */
export interface Told extends AlertDraft {
  readonly causedBy: string | null;
  readonly recordedAt: string;
}

export interface DeskState {
  readonly situation: Situation;
  readonly sources: Map<string, Source>;
  readonly subjects: Map<string, SubjectState>;
  /** Open alerts by fingerprint. */
  readonly open: Map<string, AlertView>;
  silences: readonly Silence[];
}

/** Events closer than this are judged together when many come at once; a live event is alone in its batch and judged at once. */
const togetherSeconds = 300;
const historyBehindSeconds = 24 * 3600;
const historyStepSeconds = 2 * 3600;
/** A subject that asks to be seen again and again at ever new moments would never let time pass. */
const mostDueChecks = 20_000;

export const subjectKey = (subject: Subject): string => `${subject.kind}:${subject.id}`;

export class AlertDesk {
  /** Subjects whose state has changed since the desk was made: what the shell must store. */
  readonly changed = new Set<string>();
  private readonly told: Told[] = [];
  private readonly unjudged = new Map<string, { subject: Subject; at: string; causedBy: string }>();

  constructor(
    readonly state: DeskState,
    private readonly policies: DeskPolicies,
  ) {}

  /** Takes events as they come, near enough in the order they became known, and returns what is to be told. */
  hear(events: readonly WatchedEvent[]): Told[] {
    for (const event of events) {
      this.judgeBefore(plusSeconds(event.recordedAt, -togetherSeconds));
      this.passTime(event.recordedAt, event.id);
      this.judgeUnseen(event.recordedAt, event.id);
      for (const subject of this.apply(event)) {
        const key = subjectKey(subject);
        const checkedAt = this.state.subjects.get(key)?.checkedAt ?? '';
        // Far older than what was judged last (another topic is behind, the log is read again): judged with the rest when time passes next.
        if (plusSeconds(event.recordedAt, togetherSeconds) < checkedAt) this.comeBack(subject, checkedAt);
        else this.unjudged.set(key, { subject, at: later(event.recordedAt, this.unjudged.get(key)?.at ?? null), causedBy: event.id });
      }
    }
    this.judgeBefore(null);
    return this.told.splice(0);
  }

  /**
   * Takes events of long ago. They come topic by topic, so what one moment looked like is only known when all have told of it: time follows a day
   * behind, and a subject is looked at some hours after each change. That misses what lasted a few hours, and makes up nothing.
   */
  hearHistory(events: readonly WatchedEvent[]): Told[] {
    for (const event of events) {
      this.passTime(plusSeconds(event.recordedAt, -historyBehindSeconds), null, true);
      for (const subject of this.apply(event)) this.comeBack(subject, plusSeconds(event.recordedAt, historyStepSeconds));
    }
    return this.told.splice(0);
  }

  /** Lets time pass without an event: whatever has fallen due is judged at the moment it did, and told as known from `now`. */
  passTo(now: string): Told[] {
    this.passTime(now, null);
    this.judgeUnseen(now, null);
    return this.told.splice(0);
  }

  /** Takes what a person did with an alert, and judges its subject again so that its timers follow. */
  take(drafts: readonly AlertDraft[], subject: Subject, now: string): Told[] {
    for (const draft of drafts) {
      if (isOpen(draft.alert)) this.state.open.set(draft.alert.fingerprint, draft.alert);
      this.told.push({ ...draft, causedBy: null, recordedAt: now });
    }
    return this.judgeAgain(subject, now);
  }

  /** Judges one subject again at `now`: after a command, or when a silence has been set or lifted. */
  judgeAgain(subject: Subject, now: string): Told[] {
    this.passTime(now, null);
    this.judge(subject, now, null, now);
    return this.told.splice(0);
  }

  /** The subject is to be judged at `at`, or sooner if it was due sooner. */
  private comeBack(subject: Subject, at: string) {
    const key = subjectKey(subject);
    // One never judged has no time of its own yet: it must not be taken for judged at a moment to come.
    const known = this.state.subjects.get(key) ?? { subject, watches: {}, checkedAt: '', nextAt: null };
    this.state.subjects.set(key, { ...known, nextAt: earlier(at, known.nextAt), unseen: true });
    this.changed.add(key);
  }

  private judgeUnseen(now: string, causedBy: string | null) {
    const unseen = [...this.state.subjects.values()].filter((s) => s.unseen);
    for (const { subject } of unseen) this.judge(subject, now, causedBy, now);
  }

  private apply(event: WatchedEvent): Subject[] {
    if (event.type !== 'SourceHeard') return applyToSituation(this.state.situation, event).map((id) => ({ kind: 'municipality', id }));
    const { sourceId, facility } = event.data;
    const before = this.state.sources.get(sourceId);
    // Heard when we received something, whatever old day it tells of.
    if (before && before.lastHeardAt >= event.recordedAt) return [];
    this.state.sources.set(sourceId, { sourceId, facility: facility ?? before?.facility ?? null, lastHeardAt: event.recordedAt });
    return [{ kind: 'source', id: sourceId }];
  }

  private judgeBefore(limit: string | null) {
    for (const [key, { subject, at, causedBy }] of this.unjudged) {
      if (limit !== null && at > limit) continue;
      this.unjudged.delete(key);
      this.judge(subject, at, causedBy, at);
    }
  }

  private passTime(to: string, causedBy: string | null, knownThen = false) {
    for (let i = 0; i < mostDueChecks; i++) {
      const due = [...this.state.subjects.values()].filter(
        (s) => s.nextAt !== null && s.nextAt <= to && !this.unjudged.has(subjectKey(s.subject)),
      );
      if (due.length === 0) return;
      const first = due.reduce((a, b) => (b.nextAt! < a.nextAt! ? b : a));
      this.judge(first.subject, first.nextAt!, causedBy, knownThen ? first.nextAt! : to);
    }
  }

  private judge(subject: Subject, moment: string, causedBy: string | null, recordedAt: string) {
    const key = subjectKey(subject);
    const before = this.state.subjects.get(key);
    // Events of different keys come out of order; a subject's own time does not go back.
    const at = later(moment, before?.checkedAt ?? null);
    const world = this.worldOf(subject, at);
    const policy = this.policies.alerts(at);
    const toldBefore = this.told.length;
    const watches: Partial<Record<AlertRuleId, Watch>> = {};
    const turns: (string | null)[] = [];
    for (const rule of rulesFor(subject.kind)) {
      const fingerprint = fingerprintOf(rule.id, subject);
      const alert = this.state.open.get(fingerprint) ?? null;
      const result = step({
        rule: rule.id,
        subject,
        watch: before?.watches[rule.id] ?? newWatch,
        alert,
        finding: rule.check(world, subject.id, at, policy),
        silencedUntil: silencedUntil(this.state.silences, rule.id, subject.kind === 'municipality' ? subject.id : null, fingerprint, at),
        at,
        policy,
      });
      watches[rule.id] = result.watch;
      turns.push(result.nextAt, rule.turnsAt(world, subject.id, at, policy));
      if (result.alert) this.state.open.set(fingerprint, result.alert);
      else this.state.open.delete(fingerprint);
      this.told.push(...result.drafts.map((draft) => ({ ...draft, causedBy, recordedAt: later(recordedAt, draft.at) })));
    }
    // What is due now has been judged now: only a later moment is worth coming back for.
    this.state.subjects.set(key, { subject, watches, checkedAt: at, nextAt: firstOf(turns.filter((t) => t !== null && t > at)) });
    this.changed.add(key);
    if (subject.kind === 'source' && this.told.length > toldBefore) this.judgeMunicipalities(at, causedBy, recordedAt);
  }

  /** A source fell silent or came back: what rests on its site's figures is another question now. */
  private judgeMunicipalities(at: string, causedBy: string | null, recordedAt: string) {
    const due = [...this.state.subjects].filter(([key, s]) => s.subject.kind === 'municipality' && !this.unjudged.has(key));
    for (const [, { subject }] of due) this.judge(subject, at, causedBy, recordedAt);
  }

  private worldOf(subject: Subject, at: string): World {
    const { situation, sources, open } = this.state;
    const look = (seen: Situation) => sceneOf(seen, subject.id, millisOf(at), this.policies.queue(subject.id, at));
    if (subject.kind === 'source') return new World(situation, sources, new Set(), look);
    const silent = [...open.values()].filter((a) => a.rule === 'source-silent').map((a) => sources.get(a.sourceId ?? '')?.facility ?? null);
    return new World(forMunicipality(situation, subject.id), sources, new Set(silent.filter((f) => f !== null)), look);
  }
}
