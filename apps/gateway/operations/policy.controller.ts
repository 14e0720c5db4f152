// The policy in force, for the operator's page; and reading its files again.
import { Controller, Inject } from '@nestjs/common';
import type { PolicyArea, PolicyEntries, PolicyView } from '#contracts';
import { alertPolicyAt, carePolicyAt, isValidOn, localDate, noticePolicyAt, placementPolicyAt, retentionPolicyAt } from '#domain';
import { ApiRoute, CLOCK, newLogger, Policies, ProblemError, REGION, scopeOf, type Clock, type Region } from '#platform';

@Controller()
export class PolicyController {
  private readonly log = newLogger('policy');

  constructor(
    @Inject(Policies) private readonly policies: Policies,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
  ) {}

  @ApiRoute('getPolicy')
  view(): PolicyView {
    const at = this.clock.now().toISOString();
    const { version, since, entries } = this.policies.of(at);
    const { inForce, holding } = this.inForce(entries, at);
    return {
      version,
      since,
      entries: (Object.keys(entries) as PolicyArea[]).flatMap((area) =>
        entries[area].map((entry) => ({
          area,
          id: entry.id,
          of: scopeOf(entry),
          validFrom: entry.validFrom,
          validTo: entry.validTo,
          inForce: holding.has(entry),
          source: entry.source ?? null,
        })),
      ),
      inForce,
    };
  }

  @ApiRoute('reloadPolicy')
  async reload() {
    const result = await this.policies.reload();
    if ('faults' in result) {
      const errors = result.faults.map((f) => ({ pointer: `/${f.file}/${f.at.replaceAll('.', '/')}`, detail: f.fault }));
      throw new ProblemError('invalid', 'The policy files are wrong; the old policy stays in force', { errors });
    }
    this.log.info(result, 'policy reloaded');
    return result;
  }

  private inForce(entries: PolicyEntries, at: string): { inForce: PolicyView['inForce']; holding: ReadonlySet<object> } {
    const date = localDate(Date.parse(at));
    const codes = this.region.municipalities.map((m) => m.code);
    const inForce = {
      alerting: alertPolicyAt(entries, at),
      placement: [...new Set(codes.map((code) => placementPolicyAt(entries, code, at)))],
      clocks: entries.clocks.filter((clock) => isValidOn(clock, date)),
      care: carePolicyAt(entries, at),
      notices: noticePolicyAt(entries, at),
      retention: retentionPolicyAt(entries, at),
    };
    return { inForce, holding: new Set<object>(Object.values(inForce).flat()) };
  }
}
