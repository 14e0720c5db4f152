import { Controller, Inject } from '@nestjs/common';
import type { AlertDetail, AlertView, RouteName } from '#contracts';
import type { alerting } from '#domain';
import { ApiRoute, In, ProblemError, Sessions, type RouteInput } from '#platform';
import { AlertActs } from './alert-acts.ts';
import { AlertReading } from './alert-reading.ts';
import { SilenceList } from './silence-list.ts';

type Answer = Promise<{ alert: AlertView }>;

@Controller()
export class AlertsController {
  constructor(
    @Inject(AlertActs) private readonly acts: AlertActs,
    @Inject(AlertReading) private readonly reading: AlertReading,
    @Inject(SilenceList) private readonly silences: SilenceList,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @ApiRoute('getAlert')
  async detail(@In() { asker, params, language, reply }: RouteInput<'getAlert'>): Promise<AlertDetail> {
    const alert = await this.reading.detail(asker, params.id!, language);
    void reply.header('etag', `"${alert.revision}"`);
    return alert;
  }

  @ApiRoute('acknowledgeAlert')
  acknowledge(@In() input: RouteInput<'acknowledgeAlert'>): Answer {
    return this.act(input, { act: 'acknowledge' });
  }

  @ApiRoute('unacknowledgeAlert')
  unacknowledge(@In() input: RouteInput<'unacknowledgeAlert'>): Answer {
    return this.act(input, { act: 'unacknowledge' });
  }

  @ApiRoute('assignAlert')
  assign(@In() input: RouteInput<'assignAlert'>): Answer {
    return this.act(input, { act: 'assign', assignee: this.teamOf(input.body.assignee) });
  }

  @ApiRoute('snoozeAlert')
  snooze(@In() input: RouteInput<'snoozeAlert'>): Answer {
    return this.act(input, { act: 'snooze', minutes: input.body.minutes });
  }

  @ApiRoute('escalateAlert')
  escalate(@In() input: RouteInput<'escalateAlert'>): Answer {
    return this.act(input, { act: 'escalate' });
  }

  @ApiRoute('silenceAlert')
  silence(@In() { asker, params, ifMatch, body }: RouteInput<'silenceAlert'>): Answer {
    return this.acts.silence(asker, params.id!, ifMatch!, body.reason, new Date(body.until).toISOString());
  }

  @ApiRoute('noteAlert')
  note(@In() { asker, params, body }: RouteInput<'noteAlert'>): Answer {
    return this.acts.note(asker, params.id!, body.text);
  }

  @ApiRoute('listSilences')
  list(@In() { asker, query }: RouteInput<'listSilences'>) {
    return this.silences.list(asker, query);
  }

  @ApiRoute('endSilence')
  endSilence(@In() { asker, params }: RouteInput<'endSilence'>): Promise<void> {
    return this.acts.endSilence(asker, params.id!);
  }

  private act({ asker, params, ifMatch }: RouteInput<RouteName>, command: alerting.AlertCommand): Answer {
    return this.acts.act({ asker: asker!, alertId: params.id!, ifMatch, command });
  }

  /** Assigned to a team by its login or name, or to `me`'s kind of login: a person's name must not get into an event. */
  private teamOf(assignee: string): string {
    const known = this.sessions.logins();
    const team = known.find((l) => l.login === assignee || l.name === assignee);
    if (team) return team.name;
    if (/^(coordinator|placement|manager|operator)(-\d{4})?$/.test(assignee)) return assignee;
    throw new ProblemError('invalid', undefined, {
      errors: [{ pointer: '/assignee', detail: 'must be a team or a role, such as placement-1382' }],
    });
  }
}
