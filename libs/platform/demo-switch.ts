// Lets the operator pause the made-up traffic. Empty unless a demo drives this process.
import { Injectable } from '@nestjs/common';

export interface DemoTraffic {
  readonly running: boolean;
  /** How many times faster than life the demo's own time passes. */
  readonly speed: number;
  pause(): void;
  resume(): void;
}

@Injectable()
export class DemoSwitch {
  traffic: DemoTraffic | null = null;
}
