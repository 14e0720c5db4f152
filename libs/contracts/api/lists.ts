import * as z from 'zod';
import { MunicipalityCode } from '../codes.ts';

/** Query parameters come as text; numbers are written plainly ("50"), nothing else is guessed. */
const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 500')
  .transform(Number)
  .refine((n) => n <= 500, 'at most 500');

export const Page = z.object({ limit: limit.default(50), cursor: z.string().min(1).max(500).optional() });

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().nonnegative() });

export const municipalityFilter = { municipality: MunicipalityCode.optional() };
/** An instant in a query, with its zone. */
export const AsOf = z.iso.datetime({ offset: true }).optional();
