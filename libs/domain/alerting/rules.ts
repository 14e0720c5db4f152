// Every rule, one line each.
import type { AlertRuleId } from '#contracts';
import type { Subject } from './finding.ts';
import type { AlertRule } from './rules/rule.ts';
import { shortTermShortage } from './rules/short-term-shortage.ts';
import { shortTermShortageAhead } from './rules/short-term-shortage-ahead.ts';
import { sourceSilent } from './rules/source-silent.ts';
import { waitOverLimit } from './rules/wait-over-limit.ts';

export const alertRules: { readonly [R in AlertRuleId]: AlertRule } = {
  'short-term-shortage': shortTermShortage,
  'short-term-shortage-ahead': shortTermShortageAhead,
  'wait-over-limit': waitOverLimit,
  'source-silent': sourceSilent,
};

export const rulesFor = (kind: Subject['kind']): AlertRule[] => Object.values(alertRules).filter((rule) => rule.subject === kind);
