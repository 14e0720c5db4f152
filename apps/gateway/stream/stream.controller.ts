import { Controller, Inject, Res } from '@nestjs/common';
import { ApiRoute, In, type RouteInput } from '#platform';
import type { FastifyReply } from 'fastify';
import { LiveStream } from './live-stream.ts';

@Controller()
export class StreamController {
  constructor(@Inject(LiveStream) private readonly live: LiveStream) {}

  /** `?lastEventId=` is for clients that cannot set the header, such as a page that takes over from another tab. */
  @ApiRoute('stream')
  async stream(@In() input: RouteInput<'stream'>, @Res() reply: FastifyReply): Promise<void> {
    const header = input.request.headers['last-event-id'];
    const query = (input.request.query as Record<string, unknown>).lastEventId;
    const last = typeof header === 'string' ? header : typeof query === 'string' ? query : null;
    await this.live.open(input.asker, last, input.request, reply);
  }
}
