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

  get shown(): { running: boolean; speed: number } | null {
    return this.traffic && { running: this.traffic.running, speed: this.traffic.speed };
  }

  /** Null when no demo is driven from this process. */
  turn(running: boolean): { running: boolean } | null {
    if (!this.traffic) return null;
    if (running) this.traffic.resume();
    else this.traffic.pause();
    return { running };
  }
}
