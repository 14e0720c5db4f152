// The journey as locks on a time axis: what was, where it stands now, what is ahead. Under 720 px it is a stair going down.
import type { JourneyDetail } from '#contracts';
import type { CSSProperties } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { useMunicipalityName } from '../../api/session.ts';
import { dateText, timeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { GateSign, openingText } from '../../parts/chain.tsx';
import { canalOf, type Ahead, type Canal, type Stage } from './canal-layout.ts';

const vars = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`--${key}`, value])) as CSSProperties;

export function JourneyCanal({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const now = serverNow();
  const canal = canalOf(journey, now);
  if (!canal) return null;
  const total = canal.stages.length + canal.ahead.length;
  const shut = canal.ahead.filter((one) => one.gate && one.gate.state !== 'open').length;
  return (
    <section className="panel canal" aria-labelledby="t-resa">
      <header>
        <h2 id="t-resa">
          {t('journey.journeyTitle')}: {t('journey.stages', { count: total })}
          {shut > 0 && `, ${t('journey.gatesShut', { count: shut })}`}
        </h2>
        <p className="key">
          <span>
            <i className="sw water" />
            {t('journey.keyCare')}
          </span>
          <span>
            <i className="sw wait" />
            {t('journey.keyWait')}
          </span>
          {canal.ahead.length > 0 && (
            <>
              <span>
                <i className="sw hatch" />
                {t('journey.keyHatch')}
              </span>
              <span>
                <i className="sw plan" />
                {t('journey.keyPlan')}
              </span>
              <span>
                <GateSign state="shut" />
                {t('journey.keyShut')}
              </span>
              <span>
                <GateSign state="shut" root />
                {t('journey.keyRoot')}
              </span>
            </>
          )}
        </p>
      </header>
      <div className="chart" style={vars({ n: canal.days })}>
        <Axis canal={canal} />
        <div className="plot">
          {canal.weeks.map((week) => (
            <i key={week.monday} className="at rule" style={vars({ a: week.at })} />
          ))}
          <ol className="legs" aria-label={t('journey.stagesLabel')} style={vars({ rows: total })}>
            {canal.stages.map((stage, index) => (
              <StageItem
                key={stage.startedAt}
                stage={stage}
                index={index}
                hatchTo={index === canal.stages.length - 1 ? (canal.ahead[0] ?? null) : null}
                now={canal.now}
              />
            ))}
            {canal.ahead.map((one, index) => [
              <GateItem key={`g${one.kind}`} ahead={one} index={canal.stages.length - 1 + index} />,
              <AheadItem key={one.kind} ahead={one} index={canal.stages.length + index} number={canal.stages.length + index + 1} />,
            ])}
          </ol>
          <i
            className="ship at"
            style={{ ...vars({ a: Math.min(canal.now, canal.stages.at(-1)!.to) }), top: 43 + 48 * (canal.stages.length - 1) }}
            aria-hidden="true"
          />
          <div className="now at" style={vars({ a: canal.now })}>
            <span>{t('journey.now', { at: timeText(now) })}</span>
          </div>
          <Lanes journey={journey} canal={canal} />
        </div>
      </div>
    </section>
  );
}

function Axis({ canal }: { canal: Canal }) {
  const { t } = useWords();
  return (
    <div className="axis" aria-hidden="true">
      {canal.weeks.map((week) => (
        <span key={week.monday} className="at" style={vars({ a: week.at })}>
          <b>{t('shell.week', { week: week.week })}</b>
          <span className="lg"> {week.monday}</span>
        </span>
      ))}
    </div>
  );
}

function StageItem({ stage, index, hatchTo, now }: { stage: Stage; index: number; hatchTo: Ahead | null; now: number }) {
  const { t, rough, wait } = useWords();
  const to = hatchTo ? hatchTo.from : stage.to;
  const length = Math.max(0.001, to - stage.from);
  const place = stage.unitNames.at(-1);
  return (
    <li className="leg at to" style={vars({ a: stage.from, b: to, i: index })}>
      <div className="tx">
        <b>
          {index + 1} {t(`codes.kind.${stage.kind}`)}
          {place && `, ${place}`}
        </b>
        <small>
          {stage.endedAt
            ? t('journey.stageFrom', { from: dateText(stage.startedAt), to: dateText(stage.endedAt), wait: rough(stage.hours) })
            : t('journey.stageSince', { at: dateText(stage.startedAt), wait: wait(stage.hours) })}
        </small>
      </div>
      {stage.parts.map((part) => (
        <div
          key={part.from}
          className={part.type === 'wait' ? 'w wait at to' : 'w at to'}
          style={vars({ n: length, a: part.from - stage.from, b: part.to - stage.from })}
        >
          <span className="lg">{t(part.type === 'care' ? 'journey.care' : stage.endedAt ? 'journey.waited' : 'journey.waits')} </span>
          {wait(part.hours)}
        </div>
      ))}
      {hatchTo && (
        <div className="w hatch at to" style={vars({ n: length, a: now - stage.from, b: to - stage.from })}>
          <span>{hatchTo.opensAt ? t('journey.opensIn', { at: dateText(hatchTo.opensAt) }) : t('journey.unknownTime')}</span>
        </div>
      )}
      {stage.physician && (
        <p className="only-s sm">
          {t('journey.lanePhysician')}: {stage.physician}
        </p>
      )}
    </li>
  );
}

function GateItem({ ahead, index }: { ahead: Ahead; index: number }) {
  const { t } = useWords();
  const gate = ahead.gate;
  const state = gate?.state ?? 'todo';
  const words = t(`codes.gateState.${state}`);
  return (
    <li className="big-gate at" style={vars({ a: ahead.from, i: index })}>
      <span className={`gate ${state}${gate?.root || !gate ? ' root' : ''}`} />
      <p className="gt">
        <b className={gate?.root && state === 'shut' ? 'red' : undefined}>
          {gate?.root ? t('journey.gateRoot', { state: words }) : sentence(t('journey.gate', { state: words }))}
        </b>
        <small>
          {ahead.opensAt
            ? t('journey.expectedOpen', { at: openingText(ahead.opensAt, serverNow()) })
            : gate
              ? t('journey.gateWaiting', { count: gate.waiting })
              : t('journey.unknownTime')}
        </small>
      </p>
    </li>
  );
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function AheadItem({ ahead, index, number }: { ahead: Ahead; index: number; number: number }) {
  const { t } = useWords();
  const municipality = useMunicipalityName();
  return (
    <li className="leg plan at to" style={vars({ a: ahead.from, b: ahead.to, i: index })}>
      <div className="tx">
        <b>
          {number} {t(`codes.kind.${ahead.kind}`)}
          {ahead.municipality && `, ${municipality(ahead.municipality)}`}
        </b>
        {ahead.gate && ahead.gate.places > 0 && <small>{t('journey.freeOf', { free: ahead.gate.free, places: ahead.gate.places })}</small>}
      </div>
      <div className="w">{ahead.opensAt ? t('journey.plannedFrom', { at: dateText(ahead.opensAt) }) : t('journey.plannedUnknown')}</div>
    </li>
  );
}

function Lanes({ journey, canal }: { journey: JourneyDetail; canal: Canal }) {
  const { t } = useWords();
  const first = canal.stages[0]!;
  const last = canal.stages.at(-1)!;
  const out = journey.expectedDischargeAt;
  const outAt = out ? first.from + hoursBetween(first.startedAt, out) / 24 : null;
  const late = out && last.kind === 'inpatient' && last.endedAt === null ? Math.floor(hoursBetween(out, serverNow()) / 24) : 0;
  return (
    <>
      {out && outAt !== null && outAt > first.from && (
        <div className="lane">
          <span className="ln">
            {t('journey.lanePlan')} {late > 0 && <b className="red">{t('journey.laneLate', { days: late })}</b>}
          </span>
          <span className="bar at to" style={vars({ a: first.from, b: Math.min(outAt, canal.days) })}>
            {t('journey.laneOut', { at: dateText(out) })}
          </span>
        </div>
      )}
      <div className="lane">
        <span className="ln">{t('journey.lanePhysician')}</span>
        {canal.stages.map((stage) => {
          const current = stage === last && stage.endedAt === null;
          return (
            <span
              key={stage.startedAt}
              className={current ? 'doc cur at to' : 'doc at to'}
              style={vars({ a: stage.from, b: current && canal.ahead[0] ? canal.ahead[0].from : stage.to })}
            >
              {current ? (journey.responsiblePhysician?.text ?? stage.physician) : stage.physician}
            </span>
          );
        })}
      </div>
    </>
  );
}
