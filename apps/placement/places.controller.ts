import { Controller, Inject } from '@nestjs/common';
import { placement } from '#domain';
import { ApiRoute, CLOCK, In, ProblemError, type Clock, type RouteInput } from '#platform';
import { Placing, type Placed } from './placing.service.ts';
import { ReferenceRegister } from './reference.ts';
import { idIn, inScope } from './scope.ts';

@Controller()
export class PlacesController {
  constructor(
    @Inject(Placing) private readonly placing: Placing,
    @Inject(ReferenceRegister) private readonly reference: ReferenceRegister,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @ApiRoute('registerUnit')
  async registerUnit(@In() { params, body, asker }: RouteInput<'registerUnit'>): Promise<{ unitId: string; changed: boolean }> {
    if (body.unitId !== params.id)
      throw new ProblemError('invalid', undefined, { errors: [{ pointer: '/unitId', detail: `is not ${params.id}` }] });
    const { changed } = await this.reference.register([body], this.clock.now(), `user:${asker.login}`);
    return { unitId: body.unitId, changed: changed > 0 };
  }

  @ApiRoute('reportCapacity')
  async reportCapacity(@In() { params, body, asker }: RouteInput<'reportCapacity'>): Promise<{ unitId: string }> {
    const unitId = idIn(params);
    const expectedVacancies = body.expectedVacancies?.map((v) => ({ ...v, at: new Date(v.at).toISOString() }));
    await this.placing.onUnit(asker, unitId, (desk, when) => {
      const unit = inScope(asker, desk.units.get(unitId), (u) => u.municipality);
      return placement.reportCapacity(
        unit,
        { places: body.places, occupied: body.occupied, ...(expectedVacancies ? { expectedVacancies } : {}) },
        when,
      );
    });
    return { unitId };
  }

  @ApiRoute('vacatePlace')
  vacate(@In() { asker, params, ifMatch, body }: RouteInput<'vacatePlace'>): Promise<Placed> {
    return this.placing.onPlace(asker, idIn(params), ifMatch!, (place, when) => placement.vacate(place, timed(when, body.at)));
  }

  @ApiRoute('occupyPlace')
  occupy(@In() { asker, params, ifMatch, body }: RouteInput<'occupyPlace'>): Promise<Placed> {
    return this.placing.onPlace(asker, idIn(params), ifMatch!, (place, when) => placement.occupyByOther(place, timed(when, body.at)));
  }

  @ApiRoute('closePlace')
  close(@In() { asker, params, ifMatch, body }: RouteInput<'closePlace'>): Promise<Placed> {
    const closing = { reason: body.reason, expectedEndOn: body.expectedEndOn ?? null };
    return this.placing.onPlace(asker, idIn(params), ifMatch!, (place, when) => placement.closePlace(place, closing, when));
  }

  @ApiRoute('reopenPlace')
  reopen(@In() { asker, params, ifMatch }: RouteInput<'reopenPlace'>): Promise<Placed> {
    return this.placing.onPlace(asker, idIn(params), ifMatch!, (place, when) => placement.reopenPlace(place, when));
  }
}

const timed = (when: placement.When, at: string | undefined): placement.When =>
  at === undefined ? when : { ...when, at: new Date(at).toISOString() };
