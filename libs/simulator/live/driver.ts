// Drives the live demo: hospitals over MLLP and six municipalities over the API, at the pace it is told, until it is paused or stopped.
// Randomness is seeded and time comes from the clock it is given; an API or a line that does not answer only delays things.
import type { CareKind } from '#contracts';
import { STORY_MUNICIPALITY, storyVisit } from '../history/staging.ts';
import { halland90, type Parameters } from '../parameters.ts';
import type { Identifier } from '../people.ts';
import { randomFrom, type Random } from '../random.ts';
import { simMunicipalities } from '../region.ts';
import { ApiClient } from './api-client.ts';
import { HospitalAgent } from './hospital-agent.ts';
import type { Register } from './hospital-register.ts';
import { MllpLink } from './mllp-link.ts';
import { MunicipalAgent } from './municipal-agent.ts';

export interface LiveOptions {
  readonly seed: string;
  readonly clock: { now(): Date };
  /** How much of the demo's own time passes in a unit of the clock's: 20 makes three days of an afternoon's four hours. */
  readonly pace: number;
  /** `http://localhost:3000/api/v1` */
  readonly apiUrl: string;
  readonly token: string;
  readonly mllp: { readonly host: string; readonly port: number };
  readonly register: Register;
  /** Called now and then with what to keep for the next start. */
  readonly keep: (register: Register) => void;
  /** The journey of a visit number, as intake would name it. */
  readonly journeyOf: (visit: Identifier) => string;
  readonly trouble?: (error: unknown) => void;
  readonly parameters?: Parameters;
}

/** Real time, not the demo's: a person reads at the same speed whatever the pace. */
const beatMs = 2_000;
const roundMs = 60_000;
const storyRoundMs = 12_000;
const storyReadyMs = 28_000;
const handsOffMs = 15 * 60_000;
const murmurMs = 4 * 60_000;

interface Desk {
  readonly code: string;
  readonly agent: MunicipalAgent;
  dueAt: number;
  lived: number;
}

export class LiveDriver {
  private readonly hospital: HospitalAgent;
  private readonly desks: Desk[];
  private readonly links: MllpLink[];
  private readonly random: Random;
  private readonly api: ApiClient;
  private readonly trouble: (error: unknown) => void;
  private timer: NodeJS.Timeout | null = null;
  private ticking: Promise<void> = Promise.resolve();
  private stopped = false;
  private paused = false;
  /** Real time spent running, without pauses. */
  private ranMs = 0;
  private lastClock: number;
  private murmuredMs = 0;
  /** How many beats are still let go by after an answer did not come, and how many did not in a row. */
  private skips = 0;
  private silences = 0;

  constructor(private readonly options: LiveOptions) {
    const { mllp, register, parameters = halland90 } = options;
    this.trouble = options.trouble ?? (() => undefined);
    this.random = randomFrom(`${options.seed}/live/${register.admissions}/${register.messages}`);
    this.lastClock = this.now();
    const [HSH, HSV, HSK] = [new MllpLink(mllp.host, mllp.port), new MllpLink(mllp.host, mllp.port), new MllpLink(mllp.host, mllp.port)];
    this.links = [HSH, HSV, HSK];
    this.api = new ApiClient(options.apiUrl, options.token);
    const shared = { parameters, api: this.api, now: () => this.now() };
    this.hospital = new HospitalAgent({
      ...shared,
      seed: options.seed,
      random: this.random.fork('hospital'),
      register,
      links: { HSH, HSV, HSK },
    });
    this.desks = simMunicipalities.map(({ code, need }, i) => ({
      code,
      dueAt: code === STORY_MUNICIPALITY ? 0 : 4_000 + i * 9_000,
      lived: register.lived,
      agent: new MunicipalAgent({
        ...shared,
        code,
        share: need,
        random: this.random.fork(code),
        letGo: (journeyId, kind) => this.letGo(journeyId, kind),
        tell: (type, data) => this.hospital.sayOf(type, data),
      }),
    }));
  }

  get running(): boolean {
    return this.timer !== null && !this.paused;
  }

  start(): void {
    if (this.timer || this.stopped) return;
    this.lastClock = this.now();
    this.schedule();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  /** Waits for the step under way, keeps the register, and lets the lines go. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const link of this.links) link.close();
    await this.ticking;
    this.options.keep(this.options.register);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.ticking = this.beat()
        .catch(this.trouble)
        .finally(() => this.schedule());
    }, beatMs);
    this.timer.unref();
  }

  /** Two seconds of real time: everybody does what is due. */
  async beat(): Promise<void> {
    const now = this.now();
    // After a suspended laptop or a moved clock the demo goes on; it does not catch up.
    const passed = Math.min(5 * 60_000, Math.max(0, now - this.lastClock));
    this.lastClock = now;
    if (this.paused || !(await this.answers())) return;
    this.ranMs += beatMs;
    await this.tellStory();
    await this.hospital.live(passed * this.options.pace, this.trouble);
    for (const desk of this.desks) {
      if (this.stopped || desk.dueAt > this.ranMs) continue;
      const { register } = this.options;
      const story = desk.code === STORY_MUNICIPALITY && this.ranMs < handsOffMs;
      desk.dueAt = this.ranMs + (story ? storyRoundMs : roundMs);
      const since = register.lived - desk.lived;
      desk.lived = register.lived;
      await desk.agent.round(since, story).catch(this.trouble);
    }
    if (this.ranMs - this.murmuredMs >= murmurMs || this.murmuredMs === 0) {
      this.murmuredMs = this.ranMs;
      await this.hospital.murmur();
      this.options.keep(this.options.register);
    }
  }

  /** While nobody answers no time passes in Halland, and it is asked ever more seldom. */
  private async answers(): Promise<boolean> {
    if (this.skips-- > 0) return false;
    this.skips = 0;
    try {
      await this.api.get('/session');
      this.silences = 0;
      return true;
    } catch (error) {
      if (this.silences === 0) this.trouble(error);
      this.skips = Math.min(15, 2 ** this.silences++);
      return false;
    }
  }

  /** Sigrid Sagolund's need is assessed at once, and half a minute later the ward declares her ready. */
  private async tellStory(): Promise<void> {
    const { register } = this.options;
    if (register.storyTold || this.ranMs < storyReadyMs) return;
    register.storyTold = true;
    const patient = this.hospital.inBed(storyVisit.value);
    if (!patient) return;
    await this.hospital.say(storyVisit, 'SupportNeedAssessed', { targets: ['short-term'], municipality: STORY_MUNICIPALITY, needs: [] });
    await this.hospital.declareReady(patient);
    this.options.keep(register);
  }

  private async letGo(journeyId: string, kind: CareKind): Promise<boolean> {
    const patient = this.options.register.patients.find((p) => this.options.journeyOf(p.visit) === journeyId);
    if (!patient) return false;
    await this.hospital.discharge(patient, kind);
    return true;
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}
